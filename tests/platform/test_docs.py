import pytest

from scripts import docs


@pytest.mark.parametrize("document", docs.documents(), ids=lambda path: path.name)
def test_every_link_between_documents_leads_somewhere(document):
    assert list(docs.broken(document)) == []


def test_a_link_to_a_file_or_a_heading_that_is_not_there_is_found(tmp_path):
    (tmp_path / "b.md").write_text("# The second part\n")
    document = tmp_path / "a.md"
    document.write_text(
        "[x](b.md#the-second-part) [y](b.md#third) [z](c.md) [w](https://example.org)"
    )

    assert list(docs.broken(document)) == ["b.md#third", "c.md"]
