package document

import "phusong/coverage/output"

// Tables are the full tables of an output for a workbook, one subject each.
func Tables(o *output.Output, opt Options) ([]*Table, error) {
	if err := opt.check(); err != nil {
		return nil, err
	}
	return nil, nil
}
