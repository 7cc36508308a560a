/// How the page of a plan looks: by day and by night, on a phone and on paper.
enum PlanPageStyle {
    static let css = """
        :root { color-scheme: light dark; --line: light-dark(#d8dee4, #373e47); --soft: light-dark(#57606a, #9198a1);
          --add: light-dark(#1a7f37, #4ac26b); --change: light-dark(#8a5a00, #d4a72c); --remove: light-dark(#cf222e, #ff7b72); }
        * { box-sizing: border-box; }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: light-dark(#fff, #0f1318); color: light-dark(#1f2328, #e2e6ea); }
        main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; overflow-wrap: anywhere; }
        h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
        h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
        h2::first-letter, header p::first-letter { text-transform: uppercase; }
        h2 small { color: var(--soft); font-weight: normal; }
        p { margin: .4rem 0; }
        dl { display: grid; gap: .1rem 1.5rem; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); margin: 0 0 1rem; font-size: .9rem; }
        dl div { display: flex; gap: .6rem; }
        dt { color: var(--soft); min-width: 3.5rem; }
        dd { margin: 0; }
        code { font-size: .95em; padding: .1em .35em; border-radius: .25em; background: rgba(127, 127, 127, .18); white-space: nowrap; }
        .counts { font-size: 1.1rem; margin: .75rem 0; display: flex; flex-wrap: wrap; gap: .4rem .6rem; }
        .counts span { border: 1px solid var(--line); border-radius: 2rem; padding: .1rem .75rem; }
        .kind b { font-family: ui-monospace, monospace; }
        .create, .added { color: var(--add); }
        .change, .order { color: var(--change); }
        .delete, .removed { color: var(--remove); }
        .nothing, .faint, .scope { color: var(--soft); }
        .object { border: 1px solid var(--line); border-radius: .5rem; margin: .4rem 0; padding: .4rem .75rem; break-inside: avoid; }
        summary { cursor: pointer; }
        .name { font-weight: 600; }
        .fields { list-style: none; margin: .4rem 0; padding: 0 0 0 1.1rem; font-size: .92rem; }
        .fields li { padding: .08rem 0 .08rem 1rem; text-indent: -1rem; }
        .field { color: var(--soft); }
        .scope { font-size: .85rem; padding-left: 1.1rem; }
        .step { margin-top: .6rem; }
        [title] { text-decoration: underline dotted; text-underline-offset: .2em; text-decoration-thickness: from-font; }
        section ul:not(.fields) { margin: .4rem 0; padding-left: 1.2rem; }
        .grave { border: 1px solid var(--change); border-left-width: .3rem; border-radius: .5rem; padding: .25rem 1rem; margin: 1rem 0; }
        .grave h2, .note h2 { margin: .4rem 0; font-size: 1rem; }
        .note { border: 1px solid var(--line); border-radius: .5rem; padding: .25rem 1rem; margin: 1rem 0; }
        footer { margin-top: 2.5rem; color: var(--soft); font-size: .85rem; }
        @media print { :root { color-scheme: light; } main { max-width: none; padding: 0; } details::details-content { content-visibility: visible; block-size: auto; } }
        """
}
