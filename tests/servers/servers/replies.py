"""The reply that the path of a request asks for: /STATUS/MANNER/CODE/ID/ and the path of the call."""

import gzip
import os
import time


class Reply:
    def __init__(self, path):
        os.write(1, f"POST {path}\n".encode())  # whole, beside other threads
        status, self.manner, code = path.split("/")[-10:-7]
        self.status = int(status)
        data = "true" if code == "0" else "false"
        self.body = f'{{"code":"{code}","msg":"text","data":{data}}}'.encode()
        self.headers = [("Content-Type", "application/json"), ("Connection", "close")]
        if code == "none":
            self.body = b"<html>no code</html>"
        if self.status == 429:
            self.headers.append(("Retry-After", "7"))
        if self.manner == "gzip":
            self.headers.append(("Content-Encoding", "gzip"))
            self.body = gzip.compress(self.body)
        half = len(self.body) // 2
        self.parts = [self.body[:half], self.body[half:]]

    @property
    def delay(self):
        return 3 if self.manner == "slow" else 0

    def wait(self):
        time.sleep(self.delay)
