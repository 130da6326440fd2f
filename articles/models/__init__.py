"""The models of what we publish: desk copies, published editions, work on the desk, topics and authors.

Readers' pages import `articles.models.edition` and `articles.models.topic`, never `articles.models.article`.
"""

from articles.models.link_desk import LinkBatch, SuggestionCount, SuggestionDismissal
from articles.models.revision import Revision

from .affected_story import AffectedStory, RecordChange
from .article import Article, ArticleAuthor, ArticleCitation, ArticleOfficial, ArticleTopic
from .audit import Act, AuditEntry, AuditHead
from .desk_search import ArticleWords
from .edition import Edition, Withdrawal
from .edition_relations import EditionAuthor, EditionOfficial, EditionQuotation, EditionTopic
from .inbox import InboxItem
from .inherited_revision import CorrectionConflicts, InheritedRevision
from .link_change import LinkChange
from .note import DeskNote
from .preview_link import Answer, PreviewComment, PreviewLink, PreviewView
from .sending import Sending
from .shown_pictures import ArticlePicture, EditionPicture
from .topic import Author, Topic, TopicAlias

__all__ = [
    "Act",
    "AffectedStory",
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
    "CorrectionConflicts",
    "DeskNote",
    "Edition",
    "EditionAuthor",
    "EditionOfficial",
    "EditionPicture",
    "EditionQuotation",
    "EditionTopic",
    "InboxItem",
    "InheritedRevision",
    "LinkBatch",
    "LinkChange",
    "PreviewComment",
    "PreviewLink",
    "PreviewView",
    "RecordChange",
    "Revision",
    "Sending",
    "SuggestionCount",
    "SuggestionDismissal",
    "Topic",
    "TopicAlias",
    "Withdrawal",
]
