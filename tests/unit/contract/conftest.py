"""A small document with everything that the reading of contracts has to cope with, and contracts made of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coupa_contract.contract import Contract, load_contract

DOCUMENT = """\
openapi: 3.1.0
info: {title: Letters, version: '1'}
paths:
  /letters:
    get:
      operationId: listLetters
      x-effect: reads
      security: [{oauth2: [letters.read]}]
      parameters:
        - $ref: '#/components/parameters/weight.gt'
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200':
          description: Letters.
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Letter'}}}
        4XX: {$ref: '#/components/responses/Refused'}
        default: {$ref: '#/components/responses/Refused'}
  /letters/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
    get:
      operationId: showLetter
      x-effect: reads
      responses:
        '200':
          description: A letter.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Letter'}}
        default: {$ref: '#/components/responses/Refused'}
    put:
      operationId: updateLetter
      x-effect: updates
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/LetterChange'}}
      responses:
        '200': {description: Done.}
  /letters/{id}/scan:
    get:
      operationId: scanLetter
      x-effect: reads
      responses:
        '200': {description: A file., content: {'*/*': {schema: {type: string, format: binary}}}}
  /letters/new/send:
    get:
      operationId: sendNewLetter
      x-effect: probes
      deprecated: true
      responses:
        '200': {description: Unknown.}
components:
  parameters:
    weight.gt: {name: 'weight[gt]', in: query, schema: {type: number}, x-attribute: weight, x-operator: gt, x-kind: decimal}
  responses:
    Refused:
      description: No.
      content:
        application/json: {schema: {$ref: '#/components/schemas/Refusal'}}
        text/plain: {schema: {type: string}}
  schemas:
    Decimal: {type: [number, 'null'], x-kind: decimal}
    When: {type: string, x-kind: timestamp, anyOf: [{format: date-time}, {format: date}]}
    Person:
      type: object
      required: [id]
      properties: {id: {type: integer}, name: {type: [string, 'null'], maxLength: 10}, boss: {$ref: '#/components/schemas/PersonOrNull'}}
    PersonOrNull: {anyOf: [{$ref: '#/components/schemas/Person'}, {type: 'null'}]}
    Letter:
      type: object
      required: [id, status]
      properties:
        id: {type: integer}
        status: {type: string, enum: [sent, lost]}
        weight: {$ref: '#/components/schemas/Decimal', format: 'decimal(10,2)'}
        sent-at: {$ref: '#/components/schemas/When'}
        sender: {$ref: '#/components/schemas/PersonOrNull'}
        code: {anyOf: [{type: string, maxLength: 3}, {$ref: '#/components/schemas/Person'}, {type: 'null'}]}
        pages: {type: array, items: {type: object, properties: {number: {type: integer, minimum: 1}}}}
        extra: {type: object, additionalProperties: {}}
        opaque: {type: object}
        a/b~c: {type: boolean}
    LetterChange:
      type: object
      minProperties: 1
      properties: {weight: {$ref: '#/components/schemas/Decimal'}}
    Refusal:
      oneOf:
        - {type: object, required: [errors], properties: {errors: {type: object, additionalProperties: {type: array}}}}
        - {type: object, required: [error], properties: {error: {type: string}}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds the small document as `openapi.yaml`."""
    (tmp_path / "openapi.yaml").write_text(DOCUMENT, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="session")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    """The contract of the small document."""
    place = tmp_path_factory.mktemp("letters")
    (place / "openapi.yaml").write_text(DOCUMENT, encoding="utf-8")
    return load_contract(folder=place)


@pytest.fixture(scope="session", params=["published", "core-r39"])
def shipped(request: pytest.FixtureRequest) -> Contract:
    """The contract that ships with the project, in each dialect."""
    return load_contract(request.param)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a file and tells where."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write
