"""What the bank keeps: the files that came and the answers that wait, over a restart."""

import hashlib
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from simulators.bank import directory, incoming, outgoing
from simulators.bank.incoming import Instruction, PaymentFile
from simulators.registry.people import People
from simulators.state import Memory

ID_LENGTH_MAX = 35


class Vault:
    """Files and answers under one folder; the list of both is one small JSON file."""

    def __init__(self, folder: Path, people: People, *, today: Callable[[], date]) -> None:
        self._folder = folder
        self._today = today
        self._people = people
        self._lock = threading.Lock()
        self._memory = Memory(folder / "bank.json", empty=lambda: {"files": [], "answers": []})

    def files(self) -> list[dict[str, Any]]:
        """Return the files that came, newest first."""
        return list(reversed(self._memory.read()["files"]))

    def file(self, msg_id: str) -> dict[str, Any] | None:
        """Return one file that came."""
        return next((file for file in self.files() if file["msg_id"] == msg_id), None)

    def content(self, msg_id: str) -> PaymentFile:
        """Return what a file that came asks for."""
        file = self.file(msg_id)
        assert file is not None
        return incoming.read((self._folder / file["kept_as"]).read_bytes())

    def answers(self) -> list[str]:
        """Return the names of the answers, oldest first."""
        return [str(name) for name in self._memory.read()["answers"]]

    def answer(self, name: str) -> bytes | None:
        """Return one answer."""
        return (self._folder / name).read_bytes() if name in self.answers() else None

    def take(self, content: bytes, *, name: str, lapse: str) -> str:
        """
        Take a file in, answer it, and return its MsgId; the same file again adds nothing.

        `lapse` is how the bank errs now: totals, lost, duplicate, reorder, or nothing.

        :raises Unreadable: when it is no payment file
        """
        file = incoming.read(content)
        digest = hashlib.sha256(content).hexdigest()
        with self._lock:
            known = self.file(file.msg_id)
            if known is not None:
                if known["sha256"] != digest:
                    self._refuse_duplicate(file)
                return file.msg_id
            reasons = directory.fates(self._people, [each.iban for each in file.instructions])
            self._keep(file, content, name=name, digest=digest, reasons=reasons)
            self._answer(file, reasons, lapse)
        return file.msg_id

    def give_back(self, msg_id: str, end_to_end_id: str, reason: str) -> bool:
        """Send one payment back, with a reason; return whether there is such a payment."""
        if self.file(msg_id) is None:
            return False
        file = self.content(msg_id)
        found = [each for each in file.instructions if each.end_to_end_id == end_to_end_id]
        if not found:
            return False
        with self._lock:
            number = self._next_number()
            content = outgoing.notification(
                f"N{number:06d}-{msg_id}"[:ID_LENGTH_MAX],
                file,
                found,
                on=max(self._today(), file.booked_on(self._today())),
                return_reason=reason,
            )
            self._put([(f"{number:06d}-{msg_id}.camt.054.xml", content)])
        return True

    def forget(self) -> None:
        """Begin anew, without files and answers."""
        with self._lock, self._memory.changing() as memory:
            memory["files"].clear()
            memory["answers"].clear()

    def _keep(
        self, file: PaymentFile, content: bytes, *, name: str, digest: str, reasons: list[str]
    ) -> None:
        kept_as = f"in-{digest[:32]}.xml"
        (self._folder / kept_as).write_bytes(content)
        with self._memory.changing() as memory:
            memory["files"].append(
                {
                    "msg_id": file.msg_id,
                    "name": name,
                    "created": file.created,
                    "pay_on": file.pay_on,
                    "count": len(reasons),
                    "sum": file.control_sum,
                    "refused": sum(bool(reason) for reason in reasons),
                    "sha256": digest,
                    "kept_as": kept_as,
                    "reasons": reasons,
                }
            )

    def _answer(self, file: PaymentFile, reasons: list[str], lapse: str) -> None:
        number = self._next_number()
        booked: list[Instruction] = [
            each for each, reason in zip(file.instructions, reasons, strict=True) if not reason
        ]
        report = outgoing.status_report(f"S{number:06d}-{file.msg_id}"[:35], file, reasons)
        made = [("pain.002", report)]
        if booked:
            notice = outgoing.notification(
                f"N{number:06d}-{file.msg_id}"[:ID_LENGTH_MAX],
                file,
                booked,
                on=file.booked_on(self._today()),
                extra_count=int(lapse == "totals"),
            )
            made.append(("camt.054", notice))
        made = {"lost": made[1:], "reorder": made[::-1], "duplicate": made * 2}.get(lapse, made)
        self._put(
            [
                (f"{number + place:06d}-{file.msg_id}.{kind}.xml", content)
                for place, (kind, content) in enumerate(made)
            ]
        )

    def _refuse_duplicate(self, file: PaymentFile) -> None:
        number = self._next_number()
        content = outgoing.duplicate_report(f"S{number:06d}-{file.msg_id}"[:35], file)
        self._put([(f"{number:06d}-{file.msg_id}.pain.002.xml", content)])

    def _next_number(self) -> int:
        return len(self._memory.read()["answers"]) + 1

    def _put(self, answers: list[tuple[str, bytes]]) -> None:
        for name, content in answers:
            (self._folder / name).write_bytes(content)
        with self._memory.changing() as memory:
            memory["answers"].extend(name for name, _ in answers)
