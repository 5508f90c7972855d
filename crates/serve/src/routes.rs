//! Which address is answered by what.

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State as Shared;
use axum::http::{Request, Response};
use axum::routing::{MethodRouter, get};
use bytes::Bytes;
use depesha_asking::Asked;
use http_body_util::BodyExt;

use crate::answers::Whole;
use crate::guard::{Known, is_api};
use crate::problem::Problem;
use crate::reports::Part;
use crate::showing::{self, language, told};
use crate::state::State;
use crate::tokens::Who;
use crate::views::Asks;
use crate::{lists, openapi, posted, reports, views};

type Answered = Result<Response<Body>, Problem>;

/// What is asked, taken apart.
struct Asking {
    path: String,
    query: String,
    headers: axum::http::HeaderMap,
    known: Known,
    body: Bytes,
}

impl Asking {
    async fn of(request: Request<Body>) -> Self {
        let (mut parts, body) = request.into_parts();
        let known = parts.extensions.remove::<Known>();
        Self {
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or("").to_owned(),
            headers: parts.headers,
            known: known.unwrap_or(Known { who: Who::Anybody, session: None }),
            // It has come already.
            body: body.collect().await.map_or_else(|_| Bytes::new(), |body| body.to_bytes()),
        }
    }
}

async fn with<F: Future<Output = Answered>>(
    state: Arc<State>,
    request: Request<Body>,
    answer: impl FnOnce(Arc<State>, Arc<Asking>) -> F,
) -> Response<Body> {
    let asking = Arc::new(Asking::of(request).await);
    answer(state, Arc::clone(&asking)).await.unwrap_or_else(|problem| match is_api(&asking.path) {
        true => problem.response(),
        false => told(&problem, language(&asking.query, &asking.headers)),
    })
}

/// A route that is asked by GET.
fn asked<F>(
    answer: impl FnOnce(Arc<State>, Arc<Asking>) -> F + Clone + Send + Sync + 'static,
) -> MethodRouter<Arc<State>>
where
    F: Future<Output = Answered> + Send + 'static,
{
    get(move |Shared(state): Shared<Arc<State>>, request: Request<Body>| {
        with(state, request, answer)
    })
}

/// The same, and by POST.
fn sent<F>(
    router: MethodRouter<Arc<State>>,
    answer: impl FnOnce(Arc<State>, Arc<Asking>) -> F + Clone + Send + Sync + 'static,
) -> MethodRouter<Arc<State>>
where
    F: Future<Output = Answered> + Send + 'static,
{
    router.post(move |Shared(state): Shared<Arc<State>>, request: Request<Body>| {
        with(state, request, answer)
    })
}

/// Says in which ways an address is asked.
fn wrong_method(
    allowed: &'static str,
) -> impl Fn(Request<Body>) -> std::future::Ready<Response<Body>> + Clone + Send + Sync + 'static {
    move |request| {
        let problem =
            Problem::new("wrong_method", format!("{} is not asked there", request.method()))
                .field(allowed)
                .hint(format!("ask by {allowed}"));
        let mut response = problem.response();
        if !is_api(request.uri().path()) {
            let query = request.uri().query().unwrap_or("").to_owned();
            response = told(&problem, language(&query, request.headers()));
        } else {
            // The field that is at fault is the method; `Allow` has the others.
            let told = Problem { field: Some("method".into()), ..problem }.json();
            *response.body_mut() = Body::from(told);
        }
        std::future::ready(response)
    }
}

const READ: &str = "GET, HEAD";
const BOTH: &str = "GET, HEAD, POST";

/// All routes.
pub(crate) fn routes(state: Arc<State>) -> Router {
    let mut router: Router<Arc<State>> = Router::new();
    let read = |route: MethodRouter<Arc<State>>| route.fallback(wrong_method(READ));
    let both = |route: MethodRouter<Arc<State>>| route.fallback(wrong_method(BOTH));
    for list in Asked::ALL {
        let answer = move |state, asking: Arc<Asking>| async move {
            lists::answer(state, list, &asking.query, &asking.headers).await
        };
        router = router.route(&format!("/api/v1/{}", list.name()), read(asked(answer)));
    }
    for view in Asks::ALL {
        let answer = move |state, asking: Arc<Asking>| async move {
            views::answer(state, view, &asking.query, &asking.headers).await
        };
        router = router.route(&format!("/api/v1/{}", view.name()), read(asked(answer)));
    }
    for (address, part) in
        [("/api/v1/articles/{id}", Part::Reading), ("/api/v1/articles/{id}/text", Part::Text)]
    {
        let answer = move |state, asking: Arc<Asking>| async move {
            let name = asking.path.split('/').nth(4).unwrap_or("");
            let name = percent_encoding::percent_decode_str(name).decode_utf8();
            let name = name
                .map_err(|_| Problem::new("not_found", "there is no such article").field("id"))?;
            reports::answer(state, part, name.into_owned(), &asking.query, &asking.headers).await
        };
        router = router.route(address, read(asked(answer)));
    }
    router = router
        .route(
            "/api/v1/outlets",
            read(asked(|state, asking: Arc<Asking>| async move {
                reports::outlets(state, &asking.query, &asking.headers).await
            })),
        )
        .route(
            "/api/v1/overview",
            read(asked(|state, asking: Arc<Asking>| async move {
                reports::overview(state, &asking.query, &asking.headers).await
            })),
        )
        .route(
            "/api/v1/openapi.json",
            read(asked(|_, asking: Arc<Asking>| async move {
                crate::parameters::Fields::of(&asking.query, &[])?;
                let told = serde_json::to_vec(&openapi::description());
                let told = told.map_err(|_| crate::ledgers::failed())?;
                Ok(Whole::new("application/json", told).response(&asking.headers, None))
            })),
        )
        .route(
            "/api/v1/read",
            sent(MethodRouter::new(), |state, asking: Arc<Asking>| async move {
                posted::read(state, &asking.query, &asking.headers, asking.body.clone()).await
            })
            .fallback(wrong_method("POST")),
        )
        .route(
            "/api/v1/corrections",
            both(sent(
                asked(|state, asking: Arc<Asking>| async move {
                    posted::corrections(state, &asking.query, &asking.headers).await
                }),
                |state, asking: Arc<Asking>| async move {
                    posted::correct(
                        state,
                        &asking.known.who,
                        &asking.query,
                        &asking.headers,
                        asking.body.clone(),
                    )
                    .await
                },
            )),
        )
        .route(
            "/static/{name}",
            read(asked(|_, asking: Arc<Asking>| async move {
                showing::asset(asking.path.trim_start_matches("/static/"), &asking.headers)
            })),
        )
        .route(
            "/favicon.ico",
            read(asked(|_, asking: Arc<Asking>| async move { Ok(showing::icon(&asking.headers)) })),
        )
        .route(
            "/sign-in",
            both(sent(
                asked(|_, asking: Arc<Asking>| async move {
                    let session = asking.known.session.as_ref();
                    Ok(showing::sign_in_page(&asking.query, &asking.headers, session, false))
                }),
                |state: Arc<State>, asking: Arc<Asking>| async move {
                    showing::sign_in(&state, &asking.headers, &asking.body)
                },
            )),
        )
        .route(
            "/sign-out",
            sent(MethodRouter::new(), |state: Arc<State>, asking: Arc<Asking>| async move {
                showing::sign_out(
                    &state,
                    asking.known.session.clone(),
                    &asking.headers,
                    &asking.body,
                )
            })
            .fallback(wrong_method("POST")),
        )
        .route(
            "/review",
            both(sent(asked(shown), |state, asking: Arc<Asking>| async move {
                showing::review(state, asking.known.session.clone(), &asking.headers, &asking.body)
                    .await
            })),
        );
    router.fallback_service(read(asked(shown)).with_state(Arc::clone(&state))).with_state(state)
}

/// Shows a page; of the API's addresses that are none, says so.
async fn shown(state: Arc<State>, asking: Arc<Asking>) -> Answered {
    if is_api(&asking.path) {
        return Err(Problem::new("not_found", "there is no such address")
            .hint("/api/v1/openapi.json lists those that there are"));
    }
    let session = asking.known.session.clone();
    showing::page(state, &asking.path, &asking.query, &asking.headers, session).await
}
