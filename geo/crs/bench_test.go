package crs

import "testing"

func BenchmarkProject(b *testing.B) {
	c, _ := TM3(105.75)
	for b.Loop() {
		if _, err := c.Project(106.4137, 10.5359); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnproject(b *testing.B) {
	c, _ := TM3(105.75)
	at, _ := c.Project(106.4137, 10.5359)
	for b.Loop() {
		if _, _, err := c.Unproject(at); err != nil {
			b.Fatal(err)
		}
	}
}
