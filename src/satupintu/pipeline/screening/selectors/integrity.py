"""Whether a run's manifest is still the one it finished with; the record of it is kept in the database."""

from satupintu.batch.manifest import sha256

from ..models import Run


def manifest_is_intact(run: Run) -> bool | None:
    """Whether manifest.json has the bytes that the run left; None for a run from before this was recorded.

    Whoever changes results and rewrites the manifest to fit them cannot rewrite this.
    """
    if not run.manifest_sha256:
        return None
    path = run.folder / "manifest.json"
    return path.is_file() and sha256(path) == run.manifest_sha256
