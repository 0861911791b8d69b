"""One tree of errors. They are raised low and turned into one line for a person once, at the edge."""


class PubharvestError(Exception):
    """Base of every error that an operator can act on. Its text says what, where and what to do."""

    def __init__(self, message: str, *, source_id: str | None = None, record: str | None = None):
        super().__init__(message)
        self.source_id = source_id
        self.record = record


class SettingsInvalid(PubharvestError):
    """A setting from the environment, ``pubharvest.toml`` or a flag can't be used."""


class SourceInvalid(PubharvestError):
    """A source file can't be read, or says something that is not allowed."""


class SourceUnknown(PubharvestError):
    """No source file, or no catalogue entry, has the id that was asked for."""


class HarvestIncomplete(PubharvestError):
    """A harvest could not see every page that it planned to see."""


class RunInProgress(PubharvestError):
    """Another process is harvesting the same source."""


class SpoolDamaged(PubharvestError):
    """A spool folder does not hold what its manifest says."""


class RecordRejected(PubharvestError):
    """One record can't be accepted; its raw strings are kept with this reason."""


class PageUnreadable(PubharvestError):
    """A page was fetched whole but can't be read as what it was planned to be."""


class DatabaseUnusable(PubharvestError):
    """The database can't be opened, is locked for too long, or has another schema than this version."""


class StorageConflict(PubharvestError):
    """The catalogue's state does not allow what was asked for."""


class RunUnknown(PubharvestError):
    """No run has the id that was asked for."""


class EntryUnknown(PubharvestError):
    """The catalogue has no pair, record or publication with the id that was asked for, or several."""


class EditInvalid(PubharvestError):
    """A field can't be edited, or can't have the value that was given."""


class FeedUnwritable(PubharvestError):
    """A feed file can't be written; the last good one stays."""
