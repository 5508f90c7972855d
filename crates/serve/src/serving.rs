//! The server itself: connections are taken, answered and, when it is to stop, brought to their end.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use depesha::{ModelError, Reader};
use depesha_ledger::LedgerError;
use depesha_pages::Pages;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::Sleep;

use crate::guard;
use crate::kept::Kept;
use crate::ledgers::Ledgers;
use crate::rates::Rates;
use crate::routes::routes;
use crate::settings::Settings;
use crate::showing::keep_first_page;
use crate::state::State;
use crate::tokens::Access;

/// How long the head of a request may take to come, and how long a connection may rest between two.
const LONGEST_HEAD: Duration = Duration::from_secs(10);
/// The most bytes of the head of a request.
const LARGEST_HEAD: usize = 32 * 1024;
/// The most headers of a request.
const MOST_HEADERS: usize = 64;
/// How long it is waited for a client that does not take what is sent to it.
const STALL: Duration = Duration::from_secs(30);
/// How long a connection on which nothing is asked may go on when the server is to stop.
const LINGER: Duration = Duration::from_millis(200);

/// Why a server could not be started or go on.
#[derive(Debug, Error)]
pub enum ServeError {
    /// Others than this machine would reach it, and nobody would be asked who they are.
    #[error("{listen} is reached by others than this machine, and there is no token")]
    OpenToAll {
        /// The address.
        listen: SocketAddr,
    },
    /// It may not listen there.
    #[error("{listen} cannot be listened on: {cause}")]
    Address {
        /// The address.
        listen: SocketAddr,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// The ledger is not there.
    #[error("{}: there is no such ledger", file.display())]
    NoLedger {
        /// The file.
        file: PathBuf,
    },
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The language model is damaged.
    #[error("the language model cannot be used: {0}")]
    Model(#[from] ModelError),
    /// The system gives no threads.
    #[error("the server cannot run: {0}")]
    Threads(#[source] io::Error),
}

impl ServeError {
    /// What to do next, as a sentence without its full stop.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::OpenToAll { .. } => {
                "give `--token FILE` or `--reviewers FILE`; or `--open`, if anybody may read all of it"
            }
            Self::Address { .. } => "give another address or port with `--listen`",
            Self::NoLedger { .. } => {
                "name a ledger that is there; `depesha ingest PATHS --ledger FILE` makes one"
            }
            Self::Ledger(error) => error.hint(),
            Self::Model(_) => "build the program again",
            Self::Threads(_) => "see what the system's limits are",
        }
    }
}

/// A server that listens, and answers when it [runs](Server::run).
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    state: Arc<State>,
    stop: watch::Sender<bool>,
}

/// Has a server stop, from any thread.
#[derive(Debug, Clone)]
pub struct Stopper(watch::Sender<bool>);

impl Stopper {
    /// Takes no more requests; those that are being answered are brought to their end.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Server {
    /// Opens the ledger and begins to listen.
    ///
    /// # Errors
    /// Where the ledger cannot be read, the address is not to be had, or anybody could read who reaches it and that
    /// is not what is [wanted](Settings::open).
    pub fn bind(settings: Settings) -> Result<Self, ServeError> {
        let listen = settings.listen;
        let access = Access::new(settings.token.clone(), settings.reviewers.clone());
        if settings.reading_needs_token() && !access.has_tokens() {
            return Err(ServeError::OpenToAll { listen });
        }
        if !settings.ledger.exists() {
            return Err(ServeError::NoLedger { file: settings.ledger });
        }
        let ledgers = Arc::new(Ledgers::open(&settings.ledger, settings.most_asking)?);
        let reader = Arc::new(Reader::embedded()?);
        let failed = |cause| ServeError::Address { listen, cause };
        let listener = TcpListener::bind(listen).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let mut run = [0; 8];
        let run = match getrandom::fill(&mut run) {
            Ok(()) => crate::tokens::hexadecimal(&run),
            Err(_) => jiff::Timestamp::now().to_string(),
        };
        let state = Arc::new(State {
            reader,
            ledgers,
            wholes: Kept::new(settings.most_kept / 3 * 2),
            views: Kept::new(settings.most_kept / 3),
            pages: Arc::new(Pages::new()),
            access,
            rates: Rates::new(settings.rate),
            readings: Arc::new(Semaphore::new((settings.most_asking / 2).max(1))),
            run,
            settings,
        });
        Ok(Self { listener, address, state, stop: watch::Sender::new(false) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What has it stop.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.stop.clone())
    }

    /// Answers requests until it is stopped.
    ///
    /// # Errors
    /// Where the system gives no threads.
    pub fn run(self) -> Result<(), ServeError> {
        let settings = &self.state.settings;
        let longest_stop = settings.longest_stop;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_io()
            .enable_time()
            .thread_name("depesha-serve")
            .max_blocking_threads(settings.most_asking * 2 + 16)
            .build()
            .map_err(ServeError::Threads)?;
        let done = runtime.block_on(self.serve());
        runtime.shutdown_timeout(longest_stop.min(Duration::from_secs(1)));
        done.map_err(ServeError::Threads)
    }

    async fn serve(self) -> io::Result<()> {
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let router = routes(Arc::clone(&self.state));
        let connections = Arc::new(Semaphore::new(self.state.settings.most_connections));
        let mut stopped = self.stop.subscribe();
        let longest_stop = self.state.settings.longest_stop;
        let first_page = tokio::spawn(keep_first_page(Arc::clone(&self.state)));
        // Each connection holds a sender; when all are gone, the receiver is told.
        let (alive, mut all_gone) = mpsc::channel::<()>(1);
        loop {
            let room = tokio::select! {
                biased;
                _ = stopped.wait_for(|stop| *stop) => break,
                room = Arc::clone(&connections).acquire_owned() => room,
            };
            let taken = tokio::select! {
                biased;
                _ = stopped.wait_for(|stop| *stop) => break,
                taken = listener.accept() => taken,
            };
            let (stream, peer) = match taken {
                Ok(taken) => taken,
                // No more files may be open, say: others end meanwhile.
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            let _ = stream.set_nodelay(true);
            let (state, router, alive) = (Arc::clone(&self.state), router.clone(), alive.clone());
            let stopped = self.stop.subscribe();
            tokio::spawn(async move {
                connection(state, router, stream, peer, stopped).await;
                drop((room, alive));
            });
        }
        drop((listener, alive));
        first_page.abort();
        let _ = tokio::time::timeout(longest_stop, all_gone.recv()).await;
        Ok(())
    }
}

/// Answers what is asked on a connection, until its end.
async fn connection(
    state: Arc<State>,
    router: axum::Router,
    stream: TcpStream,
    peer: SocketAddr,
    mut stopped: watch::Receiver<bool>,
) {
    let sent = Arc::new(Sent {
        begun: Instant::now(),
        last: AtomicU64::new(0),
        asked: AtomicUsize::new(0),
    });
    let longest_stop = state.settings.longest_stop;
    let counted = Arc::clone(&sent);
    let service = service_fn(move |request| {
        counted.asked.fetch_add(1, Ordering::SeqCst);
        let (state, router, counted) = (Arc::clone(&state), router.clone(), Arc::clone(&counted));
        async move {
            let response = guard::answer(state, router, peer, request).await;
            counted.asked.fetch_sub(1, Ordering::SeqCst);
            counted.note();
            Ok::<_, std::convert::Infallible>(response)
        }
    });
    let io = TokioIo::new(Patient { stream, waiting: None, sent: Arc::clone(&sent) });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(LONGEST_HEAD)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS)
        .serve_connection(io, service);
    let mut serving = pin!(serving);
    tokio::select! {
        _ = serving.as_mut() => return,
        _ = stopped.wait_for(|stop| *stop) => serving.as_mut().graceful_shutdown(),
    }
    // What is being answered comes to its end; where nothing is, nobody waits for what might be asked.
    let until = Instant::now() + longest_stop;
    while Instant::now() < until {
        if tokio::time::timeout(LINGER / 4, serving.as_mut()).await.is_ok() || sent.rests() {
            return;
        }
    }
}

/// What is known of what is sent on a connection.
struct Sent {
    begun: Instant,
    /// When something was sent last, in milliseconds since it began.
    last: AtomicU64,
    /// How many requests are being answered.
    asked: AtomicUsize,
}

impl Sent {
    fn note(&self) {
        let now = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.store(now, Ordering::SeqCst);
    }

    /// Whether nothing is asked, and nothing was sent just now.
    fn rests(&self) -> bool {
        let last = Duration::from_millis(self.last.load(Ordering::SeqCst));
        self.asked.load(Ordering::SeqCst) == 0 && self.begun.elapsed().saturating_sub(last) > LINGER
    }
}

/// A connection that ends where the other side does not take what is sent to it.
struct Patient {
    stream: TcpStream,
    waiting: Option<Pin<Box<Sleep>>>,
    sent: Arc<Sent>,
}

impl Patient {
    /// What came of a try to send: where it has to wait, it waits so long.
    fn waited(
        &mut self,
        context: &mut Context<'_>,
        tried: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if tried.is_ready() {
            self.waiting = None;
            self.sent.note();
            return tried;
        }
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep(STALL)));
        match waiting.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let tried = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.waited(context, tried)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let tried = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.waited(context, tried)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
