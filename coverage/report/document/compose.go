package document

import "phusong/coverage/output"

// Compose writes the report of an output.
func Compose(o *output.Output, opt Options) (*Document, error) {
	if err := opt.check(); err != nil {
		return nil, err
	}
	d := &Document{Language: opt.Language, Title: o.Run.Region, Date: o.Run.AsOf}
	d.Blocks = append(d.Blocks, Heading{Level: 1, Text: o.Run.Region})
	return d, nil
}

// Tables are the full tables of an output for a workbook, one subject each.
func Tables(o *output.Output, opt Options) ([]*Table, error) {
	if err := opt.check(); err != nil {
		return nil, err
	}
	return nil, nil
}
