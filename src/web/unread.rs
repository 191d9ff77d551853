//! Requests that are answered before they were read to their end, such as an upload that is far too large: the connection ends with
//! the answer, however the request is framed.

use std::{
    cell::{Cell, RefCell},
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
};

use actix_web::{
    HttpMessage,
    body::{BodySize, BoxBody, EitherBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    middleware::Next,
    web::Bytes,
};
use futures_util::Stream;

/// Keeps what was not read with the answer. The server ends a connection whose request is unread and still held; one that nobody
/// holds any more it would read to its end, if it is chunked, however long that is, or would wait for ever to read more of it.
pub async fn around<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let payload = request.take_payload();
    if matches!(payload, Payload::None) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let incoming = Incoming { payload: Rc::new(RefCell::new(payload)), has_ended: Rc::default() };
    request.set_payload(Payload::Stream { payload: Box::pin(incoming.clone()) });
    let response = next.call(request).await?;
    if incoming.has_ended.get() {
        return Ok(response.map_into_left_body());
    }
    Ok(response
        .map_body(|_, body| EitherBody::right(BoxBody::new(Holding { body: Box::pin(body), _incoming: incoming }))))
}

/// What comes with a request.
#[derive(Clone)]
struct Incoming {
    payload: Rc<RefCell<Payload>>,
    has_ended: Rc<Cell<bool>>,
}

impl Stream for Incoming {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let piece = ready!(Pin::new(&mut *self.payload.borrow_mut()).poll_next(cx));
        self.has_ended.set(!matches!(piece, Some(Ok(_))));
        Poll::Ready(piece)
    }
}

/// A body that goes out while its request is held.
struct Holding<B> {
    body: Pin<Box<B>>,
    _incoming: Incoming,
}

impl<B: MessageBody> MessageBody for Holding<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.body.as_mut().poll_next(cx)
    }
}
