"""The server under test, as the Rust test names it; and nothing else can be reached."""

import os
import sys
from typing import NamedTuple
from urllib.parse import urlsplit

URL = os.environ["ECR_SIM_URL"]
ADDRESS = urlsplit(URL).netloc
# Whether it checks signatures.
VERIFIES = os.environ["ECR_SIM_AUTH"] == "verify"
# Name and kind, command or query, of each of its operations: the output of `ecr-sim operations`.
OPERATIONS = dict(line.split("\t")[:2] for line in os.environ["ECR_SIM_OPERATIONS"].splitlines())
VERSION = "2023-09-01"
UNKNOWN_KEY = "LTAI5tTESTKEYID999999999"


class Key(NamedTuple):
    id: str
    secret: str
    account: str


# Those of two accounts.
TENANT, NEIGHBOUR = (Key(*key.split(":")) for key in os.environ["ECR_SIM_ACCESS_KEYS"].split())


def refuse_other_servers(event, arguments):
    if event == "socket.connect":
        host, port = arguments[1][:2]
        if f"{host}:{port}" != ADDRESS:
            raise AssertionError(f"a client wants to reach {host}:{port}")


sys.addaudithook(refuse_other_servers)
