"""The same bytes so many times over one connection, and nothing else: `plain_smtp PORT TIMES FILE`."""

import smtplib
import sys
from pathlib import Path


def send(port: int, times: int, content: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port) as server:
        for number in range(times):
            server.sendmail("alianza@localhost", [f"p{number}@ejemplo.example"], content)


if __name__ == "__main__":
    send(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]).read_bytes())
