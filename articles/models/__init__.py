"""The models of what we publish: the text, the desk, the record, and what stories are filed under.

Readers' pages import `articles.models.record` and `articles.models.topics`, never `articles.models.desk`.
"""

from .audit import Act, AuditEntry, AuditHead
from .carried import Carried, Conflicted
from .desk import Article, ArticleAuthor, ArticleCitation, ArticleOfficial, ArticleTopic
from .finding import ArticleWords
from .linking import LinkBatch, Looked, SuggestionDismissal
from .pictures import ArticlePicture, EditionPicture
from .preview import Answer, PreviewComment, PreviewLink, PreviewView
from .record import (
    Edition,
    EditionAuthor,
    EditionOfficial,
    EditionQuotation,
    EditionTopic,
    LinkChange,
    Withdrawal,
)
from .revising import Revision
from .ripple import Ripple, RippleStory
from .sending import Sending
from .talk import DeskNote, Mark
from .topics import Author, Topic, TopicAlias

__all__ = [
    "Act",
    "Answer",
    "Article",
    "ArticleAuthor",
    "ArticleCitation",
    "ArticleOfficial",
    "ArticlePicture",
    "ArticleTopic",
    "ArticleWords",
    "AuditEntry",
    "AuditHead",
    "Author",
    "Carried",
    "Conflicted",
    "DeskNote",
    "Edition",
    "EditionAuthor",
    "EditionOfficial",
    "EditionPicture",
    "EditionQuotation",
    "EditionTopic",
    "LinkBatch",
    "LinkChange",
    "Looked",
    "Mark",
    "PreviewComment",
    "PreviewLink",
    "PreviewView",
    "Revision",
    "Ripple",
    "RippleStory",
    "Sending",
    "SuggestionDismissal",
    "Topic",
    "TopicAlias",
    "Withdrawal",
]
