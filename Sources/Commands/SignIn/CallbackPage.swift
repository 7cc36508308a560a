/// What the browser shows at the end of a sign-in, and what to do next.
enum CallbackPage {
    case signedIn(profile: String)
    /// Consent was denied, or the code came to nothing; the words are safe to show.
    case failed(why: String)
    /// An address of another attempt: the one under way goes on.
    case stale
    /// There is no answer in the address.
    case nothing

    /// Status of the HTTP answer.
    var status: Int {
        switch self {
        case .signedIn: 200
        case .failed, .stale: 400
        case .nothing: 404
        }
    }

    /// A whole page that loads nothing from elsewhere.
    var html: String {
        let (title, text) = content
        let mark =
            status == 200
            ? #"<div class="mark" aria-hidden="true">✓</div>"# : #"<div class="mark bad" aria-hidden="true">✗</div>"#
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>\(title) · Patchbay</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 17px/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid; place-items: center; }
            main { max-width: 32rem; padding: 2rem; }
            h1 { font-size: 1.6rem; margin: 0 0 .5rem; }
            .mark { font-size: 2.5rem; line-height: 1; color: light-dark(#1a7f37, #4ac26b); }
            .mark.bad { color: light-dark(#cf222e, #ff7b72); }
            p { margin: .5rem 0; }
            code { font-size: .95em; white-space: nowrap; padding: .1em .35em; border-radius: .25em; background: rgba(127, 127, 127, .18); }
            </style>
            </head>
            <body><main>\(mark)<h1>\(title)</h1>
            \(text)
            </main></body>
            </html>

            """
    }

    private var content: (title: String, text: String) {
        switch self {
        case .signedIn(let profile):
            (
                "Signed in",
                """
                <p>Patchbay has what it needs for the profile <code>\(Self.escaped(profile))</code>.</p>
                <p>Close this window and go back to the terminal. <code>patchbay status</code> shows what was granted.</p>
                """
            )
        case .failed(let why):
            (
                "Not signed in",
                """
                <p>\(Self.escaped(why.prefix(1).uppercased() + why.dropFirst())).</p>
                <p>Nothing was changed. The terminal says what to do; then start again there.</p>
                """
            )
        case .stale:
            (
                "An older sign-in",
                """
                <p>This answer belongs to another attempt and was not used.</p>
                <p>Close this window, and open the address that the terminal printed last.</p>
                """
            )
        case .nothing:
            ("Nothing here", "<p>Patchbay waits for the end of a sign-in at another address.</p>")
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
