"""Where a large upload waits until a page takes it in: a temporary file whose name owes nothing to the sender."""

from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler


class TemporaryFile(TemporaryFileUploadHandler):
    """As Django's, which puts the sender's own ending on the disk and breaks where that is too long for it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.file = TemporaryUploadedFile("sent", self.content_type, 0, self.charset, self.content_type_extra)
        self.file.name = self.file_name
