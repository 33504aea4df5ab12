"""Parts of traffic in other processes of this machine, or wherever dask has workers."""

from __future__ import annotations

import multiprocessing
import pickle
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from functools import lru_cache
from typing import Any

from coupa_contract.cassette.traffic.observing import Besides, Observed, observe_shard
from coupa_contract.cassette.traffic.shards import Shard
from coupa_contract.contract import Contract
from coupa_contract.errors import CoupaContractError, RecordingError, UsageError

Parts = Iterator[tuple[int, Observed]]
_PATIENCE_S = 10


def in_processes(shards: Sequence[Shard], contract: Contract, beside: Besides | None, workers: int) -> Parts:
    """What each shard shows, with its position, as they are done. Raises what a worker raises, and RecordingError when one dies."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max(1, min(workers, len(shards))), context, signal.signal, (signal.SIGINT, signal.SIG_DFL)) as pool:
        yield from _all(shards, contract, beside, pool)


def in_dask(shards: Sequence[Shard], contract: Contract, beside: Besides | None, workers: int, scheduler: str) -> Parts:
    """The same by dask: by the cluster whose scheduler is named, or by one that is started here and listens on loopback only."""
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise UsageError("--engine dask needs dask, which is not installed: pip install 'coupa-contract[dask]'") from error
    with ExitStack() as stack:
        where: Any = scheduler or stack.enter_context(
            LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
            )
        )
        try:
            client = stack.enter_context(Client(where, timeout=_PATIENCE_S, set_as_default=False))  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TimeoutError) as error:
            raise UsageError(f"--scheduler {scheduler}: no scheduler of dask answers there ({_words(error)}); check the address") from error
        yield from _all(shards, contract, beside, stack.enter_context(client.get_executor(pure=False, retries=0)))


def _all(shards: Sequence[Shard], contract: Contract, beside: Besides | None, pool: Executor) -> Parts:
    packed = pickle.dumps((contract.dialect, contract.document, contract.folder))
    try:
        yield from _done(shards, lambda shard: pool.submit(_work, shard, packed, beside))
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def _done(shards: Sequence[Shard], submit: Callable[[Shard], Future[Observed]]) -> Parts:
    """A file whose parts do not prove to be parts is read again as one: then it says what is wrong with it, or nothing is."""
    files = _files(shards)
    left = Counter(files)
    held: dict[int, list[tuple[int, Observed]]] = {file: [] for file in left}
    undivided: set[int] = set()
    again: set[int] = set()
    waiting = {submit(shard): position for position, shard in enumerate(shards)}
    while waiting:
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            position = waiting.pop(future)
            file, error = files[position], future.exception()
            left[file] -= 1
            if error is None:
                held[file].append((position, future.result()))
            elif isinstance(error, RecordingError) and shards[position].part is not None and file not in undivided:
                again.add(file)
            else:
                raise _told(error, shards[position]) from error
            if not left[file] and file in again - undivided:
                undivided.add(file)
                held[file].clear()
                left[file] = 1
                waiting[submit(shards[file].whole())] = file
            elif not left[file]:
                yield from held.pop(file)


def _files(shards: Sequence[Shard]) -> list[int]:
    """For each shard the position of the first one of the same file."""
    first: dict[str, int] = {}
    return [first.setdefault(shard.name, position) for position, shard in enumerate(shards)]


def _told(error: BaseException, shard: Shard) -> BaseException:
    if isinstance(error, CoupaContractError | KeyboardInterrupt):
        return error
    if isinstance(error, BrokenProcessPool) or type(error).__name__ == "KilledWorker":
        return RecordingError(f"{shard.location}: a worker died over it, perhaps for lack of memory; use fewer --workers")
    return RecordingError(f"{shard.location}: a worker failed ({type(error).__name__}: {_words(error)}); use --workers 1 to see where")


def _work(shard: Shard, packed: bytes, beside: Besides | None) -> Observed:
    return observe_shard(shard, _contract(packed), beside)


@lru_cache(maxsize=2)
def _contract(packed: bytes) -> Contract:
    dialect, document, folder = pickle.loads(packed)  # noqa: S301 - written by the process that started this one
    return Contract(dialect, document, folder)


def _words(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
