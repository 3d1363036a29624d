package webmap

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// served runs a server on a free port of the loopback interface; stop ends it and
// returns what Serve returned.
func served(t *testing.T, h http.Handler, options ServeOptions) (address string, stop func() error) {
	t.Helper()
	l, err := Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, l, h, options) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() { stop() })
	return l.Addr().String(), stop
}

func TestListen(t *testing.T) {
	l, err := Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for address, want := range map[string]string{l.Addr().String(): "in use", "0.0.0.0:0": "--public", "8080": "no address", "192.0.2.1:80": "--public", ":8080": "--public", "example.org:80": "--public"} {
		if l, err := Listen(address, false); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", address, err)
			if err == nil {
				l.Close()
			}
		}
	}
	public, err := Listen("0.0.0.0:0", true)
	if err != nil {
		t.Fatal(err)
	}
	public.Close()
}

// TestHosts: a request that asks for another host is refused, unless it is named.
func TestHosts(t *testing.T) {
	_, h := handle(t, Options{}, variant{fixture: "quilt"})
	address, _ := served(t, h, ServeOptions{Hosts: []string{"map.example.vn"}})
	for host, want := range map[string]int{address: 200, "localhost": 200, "LOCALHOST:80": 200, "[::1]:9": 200, "127.0.0.1": 200, "127.8.8.8": 200, "map.example.vn": 200, "MAP.example.vn:443": 200,
		"evil.example": 421, "127.0.0.1.evil.example": 421, "localhost.evil.example": 421, "10.0.0.1": 421, "": 421, "xn--": 421} {
		r, _ := http.NewRequest("GET", "http://"+address+"/data/index.json", nil)
		if r.Host = host; host == "" {
			r.Host = "-"
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("host %q: %d, want %d", host, answer.StatusCode, want)
		}
	}
}

// raw sends bytes as they are and returns the first line of the answer.
func raw(t *testing.T, address, request string) string {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(30 * time.Second))
	io.WriteString(c, request) // a server that refuses early may have closed
	line, _ := bufio.NewReader(c).ReadString('\n')
	return strings.TrimSpace(line)
}

// TestHostile: requests that no browser sends are refused, and the server goes on.
func TestHostile(t *testing.T) {
	_, h := handle(t, Options{}, variant{fixture: "quilt"})
	address, _ := served(t, h, ServeOptions{})
	head := "Host: " + address + "\r\n"
	for request, want := range map[string]string{
		"GET / HTTP/1.1\r\n" + head + "X: " + strings.Repeat("a", 1<<20) + "\r\n\r\n":                "431",
		"GET /" + strings.Repeat("a", 1<<20) + " HTTP/1.1\r\n" + head + "\r\n":                       "431",
		"GET /" + strings.Repeat("a", maxTarget) + "a HTTP/1.1\r\n" + head + "\r\n":                  "414",
		"GET /../../etc/passwd HTTP/1.1\r\n" + head + "\r\n":                                         "404",
		"GET http://evil.example/ HTTP/1.1\r\n" + head + "\r\n":                                      "421",
		"GET / HTTP/1.1\r\n" + head + "Content-Length: 5\r\n\r\nhello":                               "413",
		"GET / HTTP/1.1\r\n" + head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n":    "413",
		"GET / HTTP/1.1\r\n" + head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n": "413",
		"GET / HTTP/1.1\r\n\r\n":                                    "400",
		"GET / HTTP/9.9\r\n" + head + "\r\n":                        "505",
		"nonsense\r\n\r\n":                                          "400",
		"OPTIONS * HTTP/1.1\r\n" + head + "\r\n":                    "405",
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n":                          "",
		"GET /data/index.json HTTP/1.0\r\n" + head + "\r\n":         "200",
		"GET /data/index.json HTTP/1.1\r\n" + head + head + "\r\n":  "400",
		"GET /%zz HTTP/1.1\r\n" + head + "\r\n":                     "400",
		"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "\r\n\r\n": "400",
	} {
		if got := raw(t, address, request); !strings.Contains(got, " "+want) && !(want == "" && !strings.Contains(got, "200")) {
			t.Errorf("%.60q: %q, want %s", request, got, want)
		}
	}
	if got := raw(t, address, "GET /data/index.json HTTP/1.1\r\n"+head+"\r\n"); !strings.Contains(got, "200") {
		t.Errorf("afterwards: %q", got)
	}
}

// TestSlow: clients that send a byte now and then are let go, and keep nobody waiting
// meanwhile.
func TestSlow(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the server's patience to end")
	}
	_, h := handle(t, Options{}, variant{fixture: "quilt"})
	address, _ := served(t, h, ServeOptions{})
	var slow []net.Conn
	for range 100 {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		io.WriteString(c, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
		slow = append(slow, c)
	}
	answer, err := http.Get("http://" + address + "/data/index.json")
	if err != nil || answer.StatusCode != 200 {
		t.Fatalf("%v", err)
	}
	answer.Body.Close()
	var let atomic.Int32
	var all sync.WaitGroup
	for _, c := range slow {
		all.Go(func() {
			c.SetDeadline(time.Now().Add(10 * headTime))
			for {
				if _, err := io.WriteString(c, "X: y\r\n"); isTimeout(err) {
					return
				} else if err != nil {
					break
				}
				c.SetReadDeadline(time.Now().Add(headTime / 10))
				if _, err := c.Read(make([]byte, 512)); err != nil && !errors.Is(err, context.DeadlineExceeded) && !isTimeout(err) {
					break
				}
			}
			let.Add(1)
		})
	}
	all.Wait()
	if let.Load() != 100 {
		t.Errorf("%d of 100 slow clients were let go", let.Load())
	}
}

func isTimeout(err error) bool {
	e := net.Error(nil)
	return errors.As(err, &e) && e.Timeout()
}

// TestLoad: thousands of requests by fifty at a time are answered, each as one alone
// would be.
func TestLoad(t *testing.T) {
	m, h := handle(t, Options{CacheBytes: 1 << 20, TileAbove: LayerLimits{Features: 1}}, variant{fixture: "quilt"})
	address, _ := served(t, h, ServeOptions{})
	all := paths(m)
	slices.Sort(all)
	want := map[string]int{}
	for _, path := range all {
		c, err := m.data(context.Background(), path, "")
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		want[path] = len(c.body)
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 50, DisableCompression: true}, Timeout: time.Minute}
	var clients sync.WaitGroup
	var failed atomic.Int32
	for k := range 50 {
		clients.Go(func() {
			for i := range 60 {
				path := all[(k*61+i*17)%len(all)]
				if n, err := fetch(client, "http://"+address+"/"+path); err != nil || n != want[path] {
					failed.Add(1)
					t.Logf("%s: %d bytes, want %d; %v", path, n, want[path], err)
				}
			}
		})
	}
	clients.Wait()
	if failed.Load() > 0 {
		t.Errorf("%d of 3000 requests failed", failed.Load())
	}
}

func fetch(client *http.Client, address string) (int, error) {
	answer, err := client.Get(address)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	if answer.StatusCode/100 != 2 {
		return 0, fmt.Errorf("status %d", answer.StatusCode)
	}
	n, err := io.Copy(io.Discard, answer.Body)
	return int(n), err
}

// TestStop: a server that is stopped under load ends soon and without error; what it
// answered is whole.
func TestStop(t *testing.T) {
	_, h := handle(t, Options{}, variant{fixture: "quilt"})
	address, stop := served(t, h, ServeOptions{})
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 20}, Timeout: time.Minute}
	if _, err := fetch(client, "http://"+address+"/data/index.json"); err != nil {
		t.Fatal(err)
	}
	var clients sync.WaitGroup
	var answered atomic.Int32
	for range 20 {
		clients.Go(func() {
			for {
				if _, err := fetch(client, "http://"+address+"/data/index.json"); err != nil {
					if strings.Contains(err.Error(), "unexpected EOF") {
						t.Errorf("cut short: %v", err)
					}
					return
				}
				answered.Add(1)
			}
		})
	}
	for answered.Load() < 200 {
		time.Sleep(time.Millisecond)
	}
	if err := stop(); err != nil {
		t.Errorf("stopping: %v", err)
	}
	clients.Wait()
}

// TestConnections: more connections than places wait, and are served as places come free.
func TestConnections(t *testing.T) {
	inner, err := Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	l := newLimited(inner, 2)
	defer l.Close()
	accepted := make(chan net.Conn, 10)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				close(accepted)
				return
			}
			accepted <- c
		}
	}()
	for range 4 {
		c, err := net.Dial("tcp", inner.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	first, second := <-accepted, <-accepted
	select {
	case <-accepted:
		t.Error("a third connection has a place")
	case <-time.After(50 * time.Millisecond):
	}
	first.Close()
	first.Close() // once is enough
	<-accepted
	second.Close()
	<-accepted
}
