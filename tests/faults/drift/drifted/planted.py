"""All planted drifts."""

from __future__ import annotations

from drifted import of_answers, of_documents, of_members, of_requests, of_types, of_values

PLANTED = (*of_members.PLANTED, *of_types.PLANTED, *of_values.PLANTED, *of_answers.PLANTED, *of_requests.PLANTED)
IN_DOCUMENTS = of_documents.PLANTED
