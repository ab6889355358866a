"""A mail server for one mailbox that speaks as much IMAP (RFC 3501) over a real socket as reading notices takes."""

import re
import socketserver
import threading


class Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, command, *rest = line.decode().strip().split(" ", 2)
            getattr(self, f"do_{command.lower()}")(rest[0] if rest else "")
            self.say(f"{tag} {self.verdict} done")
            if command.upper() == "LOGOUT":
                return

    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")

    @property
    def box(self) -> "ImapServer":
        return self.server

    verdict = "OK"

    def do_capability(self, _) -> None:
        self.say("* CAPABILITY IMAP4rev1")

    def do_login(self, given: str) -> None:
        self.verdict = "OK" if given == self.box.login else "NO"

    def do_select(self, name: str) -> None:
        self.verdict = "OK" if name == '"INBOX"' else "NO"
        self.say(f"* {len(self.box.mails)} EXISTS")

    def do_search(self, criteria: str) -> None:
        unwanted = {"\\" + word.removeprefix("UN").capitalize() for word in criteria.split() if word.startswith("UN")}
        found = [str(number) for number in self.box.mails if not unwanted & self.box.flags[number]]
        self.say(" ".join(["* SEARCH", *found]))

    def do_fetch(self, what: str) -> None:
        number, most = re.fullmatch(r"(\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", what).groups()
        content = self.box.mails[int(number)][: int(most)]
        self.say(f"* {number} FETCH (BODY[]<0> {{{len(content)}}}")
        self.wfile.write(content)
        self.say(")")

    def do_store(self, what: str) -> None:
        number, flag = re.fullmatch(r"(\d+) \+FLAGS \(?(\\\w+)\)?", what).groups()
        self.box.flags[int(number)].add(flag)

    def do_expunge(self, _) -> None:
        gone = [number for number in self.box.mails if "\\Deleted" in self.box.flags[number]]
        for number in gone:
            del self.box.mails[number]

    def do_logout(self, _) -> None:
        self.say("* BYE")


class ImapServer(socketserver.ThreadingTCPServer):
    """`mails` by number; what was expunged is gone from it. `flags` says which each one got."""

    allow_reuse_address = True
    daemon_threads = True
    login = 'rebotes "clave de prueba"'

    def __init__(self, mails: list[bytes]):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.mails = dict(enumerate(mails, 1))
        self.flags = {number: set() for number in self.mails}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"imap://rebotes:clave%20de%20prueba@127.0.0.1:{self.server_address[1]}"
