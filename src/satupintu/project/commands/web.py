"""demo, serve and manage."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys

from satupintu.project.cli import DONE, UNUSABLE


def demo(options: argparse.Namespace) -> int:
    """The demo with its data, at the given port."""
    from satupintu.project.demo import demo as run

    return run(host=options.host, port=options.port)


def serve(options: argparse.Namespace) -> int:
    """The web application and its background work."""
    from satupintu.project.serve import serve as run

    return run(host=options.host, port=options.port)


def manage(options: argparse.Namespace) -> int:
    """Django's own commands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "satupintu.project.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError

    from satupintu.project import database

    try:
        with contextlib.suppress(ImproperlyConfigured):  # `help` and its like do without settings
            database.make_data_folder()
        execute_from_command_line([f"{sys.argv[0]} manage", *options.rest])
    except ImproperlyConfigured as trouble:
        print(trouble, file=sys.stderr)
        return UNUSABLE
    except DatabaseError:
        told = database.why_unusable(is_migrating="migrate" in options.rest)
        if not told:
            raise
        print(told, file=sys.stderr)
        return UNUSABLE
    return DONE
