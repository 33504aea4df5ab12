"""The suite: properties of every conforming instance, shipped as `coupa_contract.suite` (a package, so that `pytest --pyargs` finds it)."""
