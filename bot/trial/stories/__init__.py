"""Ready cases that `prp try --story` plays. All people in them are invented."""
