"""Tests of ocrelizumab-cds."""
