//! stub
use catalog::*;
#[global_allocator]
static A: mimalloc::MiMalloc = mimalloc::MiMalloc;
fn main() {
    let paths: Vec<std::path::PathBuf> = std::env::args().skip(2).map(Into::into).collect();
    let limits = read::source::Limits::default();
    let db = std::env::args().nth(1).unwrap_or_default();
    let t = std::time::Instant::now();
    let cat = store::Catalog::open_write(std::path::Path::new(&db), std::time::Duration::from_secs(3), "me").unwrap();
    println!("open {:?}", t.elapsed());
    let listing = read::source::list(&paths, &limits);
    println!("list {:?}", t.elapsed());
    let o = ingest::Options {
        wish: model::snapshot::Wish { now: "2026-11-22T00:00:00Z".into(), program: "0".into(), ..Default::default() },
        limits,
        jobs: 2,
    };
    let s = ingest::run(&cat, listing, &o, &mut |_| {}, &|| "2026-11-22T00:00:00Z".into()).unwrap();
    println!("ingest {:?}", t.elapsed());
    println!("{:?} files {} failed {} bytes {}\n{:?}", s.snapshot, s.files, s.failed, s.size_bytes, s.kinds);
    for p in s.problems.iter().take(60) {
        println!("{}:{} {} {}", p.file, p.line, p.code, p.message);
    }
}
