"""Static files of the site that is asked: with the names of production, not compressed."""

from newsroom.lib.bundles import JoinedStaticFilesStorage


class UncompressedFiles(JoinedStaticFilesStorage):
    def compress_files(self, paths):
        return ()
