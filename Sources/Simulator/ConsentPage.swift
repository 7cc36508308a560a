/// The page on which a person signs in to the simulated org and grants what a client asks for.
///
/// It needs no script and nothing from elsewhere. The buttons have the ids `allow` and `deny`, the e-mail address `as`.
struct ConsentPage {
    private let request: AuthorizeRequest
    private let orgID: String
    private let email: String

    init(_ request: AuthorizeRequest, orgID: String, email: String) {
        self.request = request
        self.orgID = orgID
        self.email = email
    }

    /// The page as HTML.
    var text: String {
        let scopes = request.scopes.map { scope in
            let meaning = request.client.scopes.first { $0.name == scope }?.meaning ?? ""
            return "<li><code>\(Self.escaped(scope))</code><span>\(Self.escaped(meaning))</span></li>"
        }
        let fields = request.fields.map { field in
            #"<input type="hidden" name="\#(field.name)" value="\#(Self.escaped(field.value))">"#
        }
        return Self.page(
            title: "Sign in to the simulated org",
            body: """
                <p class="org">Org <code>\(Self.escaped(orgID))</code></p>
                <p><strong>\(Self.escaped(request.client.name))</strong> asks to be allowed to</p>
                <ul>
                \(scopes.joined(separator: "\n"))
                </ul>
                <form method="post" action="/v1/authorize">
                \(fields.joined(separator: "\n"))
                <label for="as">Sign in as</label>
                <input id="as" name="as" type="email" value="\(Self.escaped(email))" required autocomplete="email">
                <div class="answers">
                <button id="allow" name="answer" value="allow">Allow</button>
                <button id="deny" name="answer" value="deny" formnovalidate>Deny</button>
                </div>
                </form>
                <p class="note">Client <code>\(Self.escaped(request.client.id))</code>. Either answer leads to
                <code>\(Self.escaped(request.redirectURI))</code>. No password is needed: this org is a simulated one.</p>
                """
        )
    }

    /// The page that says why nothing can be granted; `words` is a whole sentence.
    static func refusal(_ words: String) -> String {
        page(
            title: "This sign-in cannot go on",
            body: "<p>\(escaped(words))</p><p class=\"note\">Go back to the program that opened this page.</p>"
        )
    }

    private static func page(title: String, body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(title)</title>
        <style>
        :root { color-scheme: light dark; --ink: light-dark(#1b1f24, #e8eaed); --dim: light-dark(#57606a, #9aa4af);
          --line: light-dark(#d5dae0, #3b424b); --paper: light-dark(#ffffff, #20242a); --deed: light-dark(#0b57d0, #8ab4f8); }
        * { box-sizing: border-box; }
        body { margin: 0; padding: 6vh 1rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink);
          background: light-dark(#eef1f4, #15181c); }
        main { max-width: 32rem; margin: auto; padding: 2rem; background: var(--paper);
          border: 1px solid var(--line); border-radius: 12px; }
        h1 { margin: 0; font-size: 1.4rem; line-height: 1.25; }
        code { font: 0.875em ui-monospace, monospace; overflow-wrap: anywhere; }
        .org, .note, li span { color: var(--dim); }
        .org { margin: 0.25rem 0 1.5rem; }
        ul { margin: 0 0 1.5rem; padding: 0; list-style: none; border: 1px solid var(--line); border-radius: 8px; }
        li { padding: 0.5rem 0.875rem; }
        li + li { border-top: 1px solid var(--line); }
        li span { display: block; font-size: 0.875rem; }
        label { display: block; margin-bottom: 0.25rem; font-weight: 600; }
        #as { width: 100%; padding: 0.55rem 0.75rem; font: inherit; color: inherit; background: transparent;
          border: 1px solid var(--dim); border-radius: 8px; }
        .answers { display: flex; gap: 0.75rem; margin: 1.25rem 0 0; }
        button { flex: 1; padding: 0.6rem 1rem; font: inherit; font-weight: 600; cursor: pointer; border-radius: 8px;
          border: 1px solid var(--deed); color: var(--deed); background: transparent; }
        #allow { color: var(--paper); background: var(--deed); }
        #as:focus-visible, button:focus-visible { outline: 3px solid var(--deed); outline-offset: 2px; }
        .note { margin: 1.5rem 0 0; font-size: 0.8125rem; }
        </style>
        </head>
        <body><main>
        <h1>\(title)</h1>
        \(body)
        </main></body>
        </html>

        """
    }

    /// A text within HTML, in quotes or not.
    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.append(character)
            }
        }
    }
}
