"""`satupintu manage reset_second_factor NAMA`: for the last administrator who lost phone and paper."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ... import second_factor
from ...models import User


class Command(BaseCommand):
    help = "Lepaskan faktor kedua sebuah akun; pemiliknya memasang yang baru saat masuk berikutnya."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="NAMA", help="nama pengguna akun itu")

    def handle(self, *_arguments: Any, username: str, **_options: Any) -> None:
        user = User.objects.filter(username=username.lower()).first()
        if user is None:
            raise CommandError(f"Tidak ada akun bernama {username}. Periksa ejaannya.")
        second_factor.reset(user, by=None)
        self.stdout.write(f"Faktor kedua {user.username} sudah dilepas.")
