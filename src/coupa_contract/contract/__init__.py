"""The document, dialects, requirements, sources and life cycle as values."""

from coupa_contract.contract.contract import Contract
from coupa_contract.contract.explain import SchemaViolation
from coupa_contract.contract.loading import load_contract
from coupa_contract.contract.operations import Operation, Parameter
from coupa_contract.contract.walk import Member

__all__ = ["Contract", "Member", "Operation", "Parameter", "SchemaViolation", "load_contract"]
