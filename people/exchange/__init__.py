"""The record as files: tables, Popolo and Wikidata in with a preview, tables and Popolo out."""
