//! A POST of JSON to a webhook, with retries.
