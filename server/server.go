package server

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"

	"plenary/server/conference"
	"plenary/server/live"
	"plenary/server/store"
)

// Config is what the edge needs to know beside its parts.
type Config struct {
	Address        string           // the public address, "https://plenary.example": mailed links, cookies, the origin that may write
	Conference     string           // the slug of the conference that is served; empty: the latest
	TrustedProxies []string         // addresses and networks whose X-Real-IP is believed; empty: nobody's
	Build          string           // shown in the OpenAPI document
	Now            func() time.Time // the conference's clock; nil: time.Now
	RateScale      float64          // multiplies the rates per address and person, for a venue behind one address; 0: 1, in a demonstration 100

	Demo       bool                                    // set by the demo command only: one-click sign-in
	DemoPeople map[conference.Role]conference.PersonID // who signs in for each role
	DemoCrowd  string                                  // the secret with which simulated people sign in; empty: they cannot

	patience  patience       // for tests; zero: the usual
	threads   bool           // for tests: a goroutine reads each seat, as where there is no epoll
	hookRoots *x509.CertPool // for tests; nil: the system's. With roots, addresses of this machine may be called
}

// The bounds of one request.
const (
	bodyLimit      = 64 << 10 // of every request; an SDP offer is the largest
	headerLimit    = 16 << 10 // of the request line and all headers
	writeTimeout   = 30 * time.Second
	idleTimeout    = 90 * time.Second
	requestTimeout = 15 * time.Second // for an answer, database included
	idleWorkers    = time.Second      // for which the goroutine of a connection waits for another one
)

// Server answers browsers.
type Server struct {
	cfg    Config
	public *url.URL
	policy string // what pages may load
	store  *store.Store
	rooms  *live.Rooms
	mail   Mailer
	log    *slog.Logger
	app    *fiber.App
	api    huma.API
	spec   []byte

	limits    *limits
	passwords *passwords
	post      *post
	teller    *teller
	postman   *postman
	pages     *pages
	metrics   *metrics
	programs  *programs
	seats     *seats
	reactors  *reactors
	telling   telling
	newsKept  newsKept
	images    chan struct{} // holds one: a picture that is being read takes much memory
	presses   chan struct{} // programmes that are being printed
	listed    keptList      // the list of participants
	verdicts  verdicts
	hooks     *hooks
	generous  []route // those that take larger bodies than the usual

	// base ends when the server does; every request's deadline derives from it, because a request's own context is
	// pooled and says nothing of a browser that went away.
	base context.Context
	stop context.CancelFunc

	linking sync.Mutex // held while links of an hour are counted and one is added

	mu       sync.Mutex
	listener net.Listener
	closing  bool
}

// New makes the edge. It answers nobody before [Server.Listen].
func New(cfg Config, st *store.Store, rooms *live.Rooms, mail Mailer, files fs.FS, log *slog.Logger) (*Server, error) {
	public, err := url.Parse(strings.TrimSuffix(cfg.Address, "/"))
	if err != nil || public.Host == "" || public.Path != "" || (public.Scheme != "https" && public.Scheme != "http") {
		return nil, fmt.Errorf("the public address %q is not of the form https://plenary.example", cfg.Address)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.RateScale == 0 && cfg.Demo {
		cfg.RateScale = 100 // simulated people share an address, and some a person
	}
	if cfg.patience == (patience{}) {
		cfg.patience = usual
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	pages, err := loadPages(files)
	if err != nil {
		return nil, fmt.Errorf("load the web app: %w", err)
	}
	s := &Server{
		cfg: cfg, public: public, policy: policyFor(public), store: st, rooms: rooms, mail: mail, log: log, pages: pages,
		limits: newLimits(cfg.RateScale), passwords: newPasswords(), programs: newPrograms(), seats: newSeats(), presses: make(chan struct{}, 2),
		images: make(chan struct{}, 1),
	}
	if public.Scheme == "http" && !loopback(public.Hostname()) {
		log.Warn("the public address is without TLS: browsers give no page from there a camera or microphone", "address", public.String())
	}
	s.base, s.stop = context.WithCancel(context.Background())
	s.reactors = newReactors(&s.cfg.patience)
	s.metrics = newMetrics(rooms)
	s.post = newPost(mail, log)
	s.teller = newTeller(s)
	s.postman = newPostman(s)
	s.hooks = newHooks(st, cfg, log)
	s.app = fiber.New(fiber.Config{
		AppName:                      "plenary",
		Immutable:                    true, // strings of a request would be reused by the next
		CaseSensitive:                true,
		StrictRouting:                true,
		DisableStartupMessage:        true,
		DisablePreParseMultipartForm: true,
		BodyLimit:                    bodyLimit,
		ReadBufferSize:               headerLimit,
		ReadTimeout:                  cfg.patience.request,
		WriteTimeout:                 writeTimeout,
		IdleTimeout:                  idleTimeout,
		ReduceMemoryUsage:            true,
		ProxyHeader:                  "X-Real-Ip", // X-Forwarded-For is believed from the left, where the client writes
		EnableTrustedProxyCheck:      true,
		EnableIPValidation:           true,
		TrustedProxies:               cfg.TrustedProxies,
		ErrorHandler:                 s.fail,
	})
	s.app.Server().MaxIdleWorkerDuration = idleWorkers
	s.app.Server().HeaderReceived = s.bound
	s.app.Server().KeepHijackedConns = true // seats outlast their request, of which they would keep everything
	s.app.Use(s.guard)
	if err := s.mount(); err != nil {
		s.stop()
		s.teller.close()
		s.postman.close()
		s.post.close(context.Background())
		s.hooks.close()
		return nil, err
	}
	s.teller.start()
	s.postman.start()
	return s, nil
}

// OpenPort takes an address for [Server.Listen]. The kernel is not asked to probe connections: requests have their times,
// and seats are pinged.
func OpenPort(ctx context.Context, address string) (net.Listener, error) {
	return (&net.ListenConfig{KeepAlive: -1}).Listen(ctx, "tcp", address)
}

// Listen answers on ln until [Server.Shutdown]. It returns nil when that ended it.
func (s *Server) Listen(ln net.Listener) error {
	s.mu.Lock()
	if s.closing {
		s.mu.Unlock()
		return ln.Close()
	}
	s.listener = &closedOnce{Listener: ln}
	ln = s.listener
	s.mu.Unlock()

	err := s.app.Listener(ln)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil && !s.closing {
		return fmt.Errorf("listen on %s: %w", ln.Addr(), err)
	}
	return nil
}

// Shutdown takes no new connections, closes every room so that each seat is told to come back, waits for the seats and
// for what is being answered, and sends the mail that waits, each as long as ctx allows. The rooms cannot be used after it.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.closing = true
	ln := s.listener
	s.mu.Unlock()

	var err error
	if ln != nil {
		err = ln.Close()
	}
	s.seats.close()
	err = errors.Join(err, s.rooms.Close(ctx), s.seats.wait(ctx))
	s.reactors.stop()
	if ln != nil {
		err = errors.Join(err, s.app.ShutdownWithContext(ctx))
	}
	s.stop()
	s.teller.close()
	s.postman.close()
	s.post.close(ctx)
	s.hooks.close()
	if err != nil {
		return fmt.Errorf("shut the server down: %w", err)
	}
	return nil
}

// Collectors are the edge's metrics.
func (s *Server) Collectors() []prometheus.Collector { return s.metrics.collectors() }

func (s *Server) now() time.Time { return s.cfg.Now().UTC() }

func (s *Server) shuttingDown() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closing
}

// closedOnce is a listener that may be closed twice: by us, to stop listening first, and by Fiber.
type closedOnce struct {
	net.Listener
	once sync.Once
	err  error
}

// Close closes the listener.
func (l *closedOnce) Close() error {
	l.once.Do(func() { l.err = l.Listener.Close() })
	return l.err
}
