package terrain_test

import (
	"fmt"
	"os"
	"path/filepath"

	"phusong/geo/terrain"
)

func Example() {
	dir, err := os.MkdirTemp("", "dem")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	plain := make([]byte, 2*1201*1201) // a tile at sea level
	if err := os.WriteFile(filepath.Join(dir, "N12E109.hgt"), plain, 0o600); err != nil {
		fmt.Println(err)
		return
	}

	dem, err := terrain.Open(dir, terrain.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer dem.Close()
	path, err := dem.Profile(109.9, 12.5, 110.1, 12.5, 30)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f km, %d of %d heights unknown\n", path.LengthM/1000, path.Unknown, len(path.HeightsM))
	fmt.Println(dem.CheckClutter())
	// Output:
	// 21.7 km, 363 of 726 heights unknown
	// clutter heights added to a surface model count buildings and trees twice: use a bare-earth model and declare it bare_earth, or leave the clutter out
}
