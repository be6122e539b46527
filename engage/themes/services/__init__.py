"""Every change to comments, codings and the codebook."""

from engage.themes.services.releases import ReleasedIssueData, receive_release, withdraw_release

__all__ = ["ReleasedIssueData", "receive_release", "withdraw_release"]
