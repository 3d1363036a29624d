package webmap

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Limits of connections. A client must finish the head of its request in time; there
// are no bodies.
const (
	maxConnections = 256
	headTime       = 5 * time.Second
	idleTime       = 30 * time.Second
	maxHeaderBytes = 8 << 10 // net/http adds 4 KiB of its own
	stopTime       = 5 * time.Second
)

// ServeOptions says for whom a handler is served.
type ServeOptions struct {
	// Hosts are names that requests may ask for beside those of the loopback interface,
	// such as that of a proxy in front; with Public any is taken.
	Hosts  []string
	Public bool
	// Log is told of each request when it is answered; nil tells nobody.
	Log func(Access)
	// Warn is told what the server itself finds wrong; nil drops it.
	Warn func(error)
}

// Access is a request that was answered.
type Access struct {
	Remote, Method, Target string
	Status                 int
	Bytes                  int64
	Took                   time.Duration
}

// Listen opens the address to serve at. One that others than this machine can reach
// is refused unless public is true. Port 0 takes any free one.
func Listen(address string, public bool) (net.Listener, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("%q is no address: write 127.0.0.1:8080", address)
	}
	if !public && !loopback(host) {
		return nil, fmt.Errorf("%s can be reached by other machines, and there is no password: give --public if that is wanted, or --addr 127.0.0.1:%s", address, port)
	}
	l, err := net.Listen("tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is in use by another program: choose another port with --addr %s, or --addr %s for any that is free",
			address, net.JoinHostPort(host, "8081"), net.JoinHostPort(host, "0"))
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("%s may not be opened by this user: ports below 1024 are reserved, choose another with --addr %s", address, net.JoinHostPort(host, "8080"))
	case err != nil:
		return nil, fmt.Errorf("%s cannot be opened: %w", address, err)
	}
	return l, nil
}

// loopback reports whether a host names this machine alone.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Serve answers on l until ctx ends, then lets the requests under way finish for a few
// seconds. Ending so is no error.
func Serve(ctx context.Context, l net.Listener, h http.Handler, options ServeOptions) error {
	server := &http.Server{
		Handler:           guard(h, options),
		ReadHeaderTimeout: headTime, ReadTimeout: headTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeaderBytes,
		ErrorLog:  log.New(warnings{options.Warn}, "", 0),
		Protocols: new(http.Protocols),
	}
	server.Protocols.SetHTTP1(true)
	server.DisableGeneralOptionsHandler = true
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(newLimited(l, maxConnections)) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	if server.Shutdown(stopping) != nil {
		server.Close() // requests that did not finish in time are cut
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// warnings passes the lines of net/http on.
type warnings struct{ warn func(error) }

func (w warnings) Write(p []byte) (int, error) {
	if w.warn != nil {
		w.warn(errors.New(strings.TrimSpace(string(p))))
	}
	return len(p), nil
}

// guard refuses requests for other hosts: a page of another site whose name is made to
// point at this machine (DNS rebinding) asks by that name.
func guard(h http.Handler, options ServeOptions) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		counted := &countingWriter{ResponseWriter: w, status: http.StatusOK}
		if options.Public || knownHost(r.Host, options.Hosts) {
			h.ServeHTTP(counted, r)
		} else {
			setHeaders(w.Header())
			refuseHost(counted)
		}
		if options.Log != nil {
			options.Log(Access{r.RemoteAddr, r.Method, r.RequestURI, counted.status, counted.bytes, time.Since(start)})
		}
	})
}

func refuseHost(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusMisdirectedRequest)
	fmt.Fprintln(w, "Not served under this name. Ask for 127.0.0.1 or localhost, or start the server with --host NAME.")
}

func knownHost(hostPort string, hosts []string) bool {
	host, _, err := net.SplitHostPort(hostPort)
	if err != nil {
		host = strings.Trim(hostPort, "[]")
	}
	if loopback(host) {
		return true
	}
	for _, known := range hosts {
		if strings.EqualFold(host, known) || strings.EqualFold(hostPort, known) {
			return true
		}
	}
	return false
}

// countingWriter notes what was sent.
type countingWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *countingWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *countingWriter) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *countingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// limited lets only so many connections be open; more wait in the system's queue.
type limited struct {
	net.Listener
	places chan struct{}
	closed chan struct{}
	once   sync.Once
}

func newLimited(l net.Listener, n int) *limited {
	return &limited{Listener: l, places: make(chan struct{}, n), closed: make(chan struct{})}
}

func (l *limited) Accept() (net.Conn, error) {
	select {
	case l.places <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.places
		return nil, err
	}
	return &limitedConn{Conn: c, leave: func() { <-l.places }}, nil
}

func (l *limited) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

type limitedConn struct {
	net.Conn
	leave func()
	once  sync.Once
}

func (c *limitedConn) Close() error {
	err := c.Conn.Close()
	c.once.Do(c.leave)
	return err
}
