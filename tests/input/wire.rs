//! Requests as bytes: what no client library would send.

use reqwest::Method;
use sojourn::{config::Networks, db::limits, domain::time::Span};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{app::TestApp, sources::root, world::World};

/// Sends these bytes; what comes back until the server closes or has answered once.
async fn exchange(app: &TestApp, bytes: &str) -> String {
    let mut stream = TcpStream::connect(app.url().trim_start_matches("http://")).await.unwrap();
    stream.write_all(bytes.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    // A server that closes on what it cannot read may reset the connection.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> u16 {
    answer.get(9..12).and_then(|code| code.parse().ok()).unwrap_or_else(|| panic!("{answer:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_it_open_where_a_request_ends_is_refused_and_the_connection_closed() {
    let app = TestApp::start();
    let smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    for head in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "Content-Length: -5\r\n\r\nhello",
        "Content-Length: +5\r\n\r\nhello",
        "Content-Length: 5, 5\r\n\r\nhello",
        "Content-Length: 99999999999999999999\r\n\r\nhello",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Content-Type: application/x-www-form-urlencoded\r\n Folded: x\r\n\r\n",
    ] {
        let answer = exchange(&app, &format!("POST /sign-in HTTP/1.1\r\nHost: x\r\n{head}{smuggled}")).await;
        assert!(answer.is_empty() || (400..500).contains(&status(&answer)), "{head:?}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1").count(), usize::from(!answer.is_empty()), "{head:?}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_no_request_at_all_is_answered_shortly_or_not_at_all() {
    let app = TestApp::start();
    let long = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(300_000));
    let wide = format!("GET / HTTP/1.1\r\nHost: x\r\nCookie: {}\r\n\r\n", "a=b; ".repeat(60_000));
    let many = format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "X: y\r\n".repeat(5_000));
    for bytes in [
        "\0\0\0\0\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\nGET",
        "\x16\x03\x01\x02\0\x01\0\x01\u{fc}\x03\x03",
        long.as_str(),
        wide.as_str(),
        many.as_str(),
    ] {
        let answer = exchange(&app, bytes).await;
        let start: String = bytes.chars().take(40).collect();
        assert!(answer.is_empty() || status(&answer) < 500, "{start:?}: {answer}");
    }
    assert_eq!(status(&exchange(&app, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_on_after_the_answer_is_not_listened_to_for_ever() {
    let app = TestApp::start();
    for (framing, address) in [
        ("Content-Length: 99999999", "/nowhere"),
        ("Content-Length: 99999999", "/sign-in"),
        ("Transfer-Encoding: chunked", "/nowhere"),
        ("Transfer-Encoding: chunked", "/sign-in"),
    ] {
        let mut stream = TcpStream::connect(app.url().trim_start_matches("http://")).await.unwrap();
        let begun = "Content-Type: text/plain\r\n\r\n5\r\nhello\r\n";
        stream
            .write_all(format!("POST {address} HTTP/1.1\r\nHost: x\r\n{framing}\r\n{begun}").as_bytes())
            .await
            .unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(stream.read_u8().await.unwrap());
        }
        let answer = String::from_utf8(answer).unwrap();
        assert!((400..500).contains(&status(&answer)), "{framing} {address}: {answer}");
        assert!(answer.to_lowercase().contains("\r\nconnection: close\r\n"), "{framing} {address}: {answer}");
        // The connection ends although nothing more was sent.
        stream.read_to_end(&mut Vec::new()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_uses_a_method_that_the_site_does_not_have_is_told_which_it_has() {
    let app = TestApp::start();
    let mut browser = app.browser();
    for method in ["TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "PROPFIND", "get"] {
        for address in ["/", "/sign-in", "/healthz", "/nowhere"] {
            if method == "CONNECT" {
                let answer = exchange(&app, "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n").await;
                assert!(answer.is_empty() || (400..500).contains(&status(&answer)), "{answer}");
                continue;
            }
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let request = browser.request(&method, address).header("x-secret", "echo-me");
            let page = browser.once(address, request).await;
            assert_eq!((page.status.as_u16(), page.header("allow")), (405, "GET, HEAD, POST"), "{method} {address}");
            assert!(!page.text().contains("echo-me"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_puts_the_character_nul_into_an_address_finds_nothing() {
    let world = World::open().await;
    let mut admin = world.admin.clone();
    for (address, status) in [
        ("/calls/%00", 404),
        ("/office/calls/a%00b", 404),
        ("/office/calls/young-scientist-2027/applications?q=%00", 400),
        ("/admin/people?q=a%00b", 400),
        ("/assets/%00", 404),
    ] {
        let request = admin.request(&Method::GET, address);
        assert_eq!(admin.once(address, request).await.status.as_u16(), status, "{address}");
    }
    admin.get("/admin/people").await;
    let form =
        format!("csrf={}&name=Ratna+Dewi&email=a%00%40people.example&role=%00&scope=call:%00", admin.page.token());
    admin.post("/admin/people", form).await;
    assert_eq!(admin.page.status.as_u16(), 422, "{}", admin.page.main());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_only_for_the_head_of_a_page_gets_what_the_page_would_have() {
    let world = World::open().await;
    let mut admin = world.admin.clone();
    let table = std::fs::read_to_string(root().join("src/web/routes.rs")).unwrap();
    let addresses = table.split(".route(\"").skip(1).filter_map(|rest| rest.split_once('"'));
    let plain: Vec<&str> =
        addresses.filter(|(a, rest)| !a.contains('{') && rest.contains("get()")).map(|(a, _)| a).collect();
    assert!(plain.len() > 15, "{plain:?}");
    for address in plain {
        let [head, page] = [Method::HEAD, Method::GET].map(|method| admin.request(&method, address));
        let head = head.send().await.unwrap();
        let page = admin.once(address, page).await;
        assert_eq!(head.status(), page.status, "{address}");
        for name in ["content-type", "content-security-policy", "location", "cache-control"] {
            assert_eq!(head.headers().get(name), page.headers.get(name), "{address} {name}");
        }
        assert!(head.bytes().await.unwrap().is_empty(), "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_names_another_host_gets_no_link_to_it() {
    let world = World::open().await;
    let siti = world.person("Siti Aminah").await;
    let mut stranger = world.app.browser();
    stranger.get("/reset").await;
    let form = stranger.form("Send the link", &[("email", &siti.email)]);
    let (address, request) = stranger.request_of(&form, None);
    let request = request.header("host", "evil.example").header("x-forwarded-host", "evil.example");
    let page = stranger.once(&address, request.header("forwarded", "host=evil.example")).await;
    assert!(!page.text().contains("evil.example"));
    let mail = world.newest_mail_to(&siti).await;
    assert!(mail.text.contains(world.app.url()) && !mail.text.contains("evil.example"), "{}", mail.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stranger_says_of_the_address_it_comes_from_is_not_believed() {
    for (trusted, counted) in [("127.0.0.1", "198.51.100.7"), ("192.0.2.1", "127.0.0.1")] {
        let app = TestApp::start_with(|config| config.trusted_proxies = Networks::parse(trusted).unwrap());
        let mut browser = app.browser();
        browser.from = Some("spoofed, 203.0.113.9, 198.51.100.7".to_owned());
        browser.get("/sign-in").await;
        browser.submit("Sign in", &[("email", "a@b.example"), ("password", "x")]).await;
        // Counting once more tells what was counted before.
        let window = Span::minutes(15);
        let now = app.now();
        let counted_for = |subject: &str| {
            let key = app.office.keys.limit_key("sign-in-address", subject);
            app.office.db.write_now(move |conn| limits::count(conn, &key, now, window)).unwrap()
        };
        assert_eq!(counted_for(counted), 2, "{trusted}");
        assert_eq!(counted_for("203.0.113.9"), 1, "{trusted}");
    }
}
