-- An entry that is replaced is looked for in the links to it: without an index, in all links.
CREATE INDEX directory_links_by_other ON directory_links (other);
