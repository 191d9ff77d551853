//! Assets: the style sheet and the script, inside the program, under names that change with their content.

use std::{io::Write, sync::LazyLock};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web::{Bytes, Path},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

const FILES: &[(&str, &str, &[u8])] = &[
    ("sojourn.css", "text/css; charset=utf-8", include_bytes!("../../static/sojourn.css")),
    ("sojourn.js", "text/javascript; charset=utf-8", include_bytes!("../../static/sojourn.js")),
];

struct Asset {
    name: &'static str,
    address: String,
    media_type: &'static str,
    plain: Bytes,
    gzip: Bytes,
}

static ASSETS: LazyLock<Vec<Asset>> =
    LazyLock::new(|| FILES.iter().map(|(name, kind, bytes)| Asset::new(name, kind, bytes)).collect());

impl Asset {
    fn new(name: &'static str, media_type: &'static str, bytes: &'static [u8]) -> Self {
        let hash = URL_SAFE_NO_PAD.encode(&Sha256::digest(bytes)[..9]);
        let address = format!("/assets/{hash}-{name}");
        Self { name, address, media_type, plain: Bytes::from_static(bytes), gzip: gzip(bytes) }
    }
}

/// What is sent many times, packed once and well; empty where it is to be sent as it is.
pub(super) fn gzip(bytes: &[u8]) -> Bytes {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    // Writing into memory does not fail.
    packer.write_all(bytes).and_then(|()| packer.finish()).map_or_else(|_| Bytes::new(), Bytes::from)
}

/// Whether the browser reads what is packed so.
pub(super) fn takes_gzip(request: &HttpRequest) -> bool {
    let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok());
    accepted.is_some_and(|v| v.contains("gzip"))
}

/// Where the asset of this name is; empty where there is none.
pub fn address(name: &str) -> &'static str {
    ASSETS.iter().find(|a| a.name == name).map_or("", |a| a.address.as_str())
}

/// `GET /assets/{hashed}`: kept by browsers for a year, because another content has another name.
/// Another name finds nothing, without a page: nobody but a program asks for it.
pub async fn serve(request: HttpRequest, name: Path<String>) -> HttpResponse {
    let wanted = format!("/assets/{name}");
    let Some(asset) = ASSETS.iter().find(|a| a.address == wanted) else { return HttpResponse::NotFound().finish() };
    let mut response = HttpResponse::Ok();
    response
        .content_type(asset.media_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::VARY, "Accept-Encoding"));
    if takes_gzip(&request) && !asset.gzip.is_empty() {
        response.insert_header((header::CONTENT_ENCODING, HeaderValue::from_static("gzip")));
        return response.body(asset.gzip.clone());
    }
    response.body(asset.plain.clone())
}
