import Webex
import Yams

/// The change from one configuration to another, made in the text that a person keeps.
///
/// A profile that is new is a block after the last one; one that goes takes its own lines and comments with it; a value
/// that changes does so in its place. Every other byte stays. Where the text is written so that this cannot be done,
/// nothing is: see `byHand`.
struct ConfigurationEdit {
    private let added: [StoredProfile]
    private let changed: [(old: StoredProfile, new: StoredProfile)]
    private let removed: [String]
    private let defaultProfile: String?
    private let changesDefault: Bool

    init(from old: Configuration, to new: Configuration) {
        func same(_ stored: StoredProfile, in other: Configuration) -> StoredProfile? {
            other.profiles.first { $0.profile.name == stored.profile.name }
        }
        added = new.profiles.filter { same($0, in: old) == nil }
        removed = old.profiles.filter { same($0, in: new) == nil }.map(\.profile.name)
        changed = old.profiles.compactMap { before in
            same(before, in: new).flatMap { $0 == before ? nil : (before, $0) }
        }
        defaultProfile = new.defaultProfile
        changesDefault = old.defaultProfile != new.defaultProfile
    }

    /// The text with the change made; nil when it is written so that only a person can make it.
    ///
    /// Whether it then says what it should is for the caller to see: reading it anew finds every misunderstanding.
    func applied(to text: String) -> String? {
        var lines = YAMLLines(text)
        for name in removed where !remove(name, from: &lines) { return nil }
        for (old, new) in changed where !change(old, to: new, in: &lines) { return nil }
        for stored in added where !add(stored, to: &lines) { return nil }
        if changesDefault, !setDefault(in: &lines) { return nil }
        return lines.text
    }

    /// What is to be written by hand instead, line by line.
    var byHand: String {
        var steps = removed.map { "remove the lines of profile '\($0)'" }
        for stored in changed.map(\.new) + added {
            let block = Self.block(of: stored, at: "  ", step: "  ", showingProxy: false)
            steps.append("let this stand under profiles:\n" + block.joined(separator: "\n"))
        }
        if changesDefault {
            steps.append(
                defaultProfile.map { "write this at the top:\ndefault_profile: " + YAMLScalar.written($0) }
                    ?? "remove the line of default_profile"
            )
        }
        return steps.joined(separator: "\n")
    }

    private func remove(_ name: String, from lines: inout YAMLLines) -> Bool {
        guard let all = Outline(lines)?.profiles, let entry = all.first(where: { $0.name == name }),
            isWhole(entry, in: lines)
        else { return false }
        var start = lines.commentsAbove(entry.lines.lowerBound)
        let next = entry.lines.upperBound
        // The blank line that parted it from the one before goes too, unless the one that comes next needs it.
        let isLast = all.last?.name == name
        if start > 0, lines.lines[start - 1].isBlank, isLast || lines.lines[next].isBlank { start -= 1 }
        lines.remove(start..<next)
        return true
    }

    /// Whether the entry's lines say by themselves just what the entry says, and so are its alone.
    private func isWhole(_ entry: YAMLLines.Entry, in lines: YAMLLines) -> Bool {
        guard let alone = try? Yams.compose(yaml: lines.text(of: entry.lines))?.mapping else { return false }
        return alone.count == 1 && alone.first?.key.scalar?.string == entry.name && alone.first?.value == entry.value
    }

    /// Takes an entry out, with the comments on its lines alone.
    private func remove(_ entry: YAMLLines.Entry, from lines: inout YAMLLines) -> Bool {
        guard isWhole(entry, in: lines) else { return false }
        lines.remove(entry.lines)
        return true
    }

    private func change(_ old: StoredProfile, to new: StoredProfile, in lines: inout YAMLLines) -> Bool {
        let (before, after) = (Self.fields(of: old), Self.fields(of: new))
        for (key, value) in after where !before.contains(where: { $0 == (key, value) }) {
            guard let fields = Outline(lines)?.fields(of: new.profile.name), let last = fields.last else {
                return false
            }
            if let field = fields.first(where: { $0.name == key }) {
                guard lines.replace(field.value, in: field, with: value) else { return false }
            } else {
                let indentation = lines.lines[last.lines.lowerBound].indentation
                lines.insert(["\(indentation)\(key): \(value)"], at: last.lines.upperBound)
            }
        }
        for (key, _) in before where !after.contains(where: { $0.key == key }) {
            guard let fields = Outline(lines)?.fields(of: new.profile.name) else { return false }
            guard let field = fields.first(where: { $0.name == key }) else { continue }
            guard remove(field, from: &lines) else { return false }
        }
        return true
    }

    private func add(_ stored: StoredProfile, to lines: inout YAMLLines) -> Bool {
        guard let outline = Outline(lines) else { return false }
        guard let parent = outline.top.first(where: { $0.name == "profiles" }) else {
            // Other keys may be there, such as channels, if each has its lines from the very left.
            guard outline.top.allSatisfy({ lines.lines[$0.lines.lowerBound].indentation.isEmpty }) else { return false }
            let needsGap = lines.lines.last?.isComment == true || !outline.top.isEmpty
            let block = Self.block(of: stored, at: "  ", step: "  ")
            lines.insert((needsGap ? [""] : []) + ["profiles:"] + block, at: lines.lines.count)
            return true
        }
        let outer = lines.lines[parent.lines.lowerBound].indentation
        guard let last = outline.profiles?.last else {
            guard parent.value.isEmptyScalar else { return false }
            lines.insert(Self.block(of: stored, at: outer + "  ", step: "  "), at: parent.lines.upperBound)
            return true
        }
        let indentation = lines.lines[last.lines.lowerBound].indentation
        let inner = outline.fields(of: last.name)?.first.map { lines.lines[$0.lines.lowerBound].indentation }
        let step = inner.map { $0.dropFirst(indentation.count) } ?? indentation.dropFirst(outer.count)
        let isSpaced = (outline.profiles ?? []).dropFirst().contains { entry in
            let start = lines.commentsAbove(entry.lines.lowerBound)
            return lines.lines[start - 1].isBlank
        }
        let block = Self.block(of: stored, at: indentation, step: step)
        lines.insert((isSpaced ? [""] : []) + block, at: last.lines.upperBound)
        return true
    }

    private func setDefault(in lines: inout YAMLLines) -> Bool {
        guard let outline = Outline(lines) else { return false }
        let present = outline.top.first { $0.name == "default_profile" }
        guard let defaultProfile else { return present.map { remove($0, from: &lines) } ?? true }
        let scalar = YAMLScalar.written(defaultProfile)
        if let present { return lines.replace(present.value, in: present, with: scalar) }
        guard let profiles = outline.top.first(where: { $0.name == "profiles" })?.lines.lowerBound else { return false }
        let comments = lines.commentsAbove(profiles)
        // Comments that begin the file are about all of it, not about what they happen to stand above.
        let place = comments == 0 ? profiles : comments
        lines.insert(["\(lines.lines[profiles].indentation)default_profile: \(scalar)"], at: place)
        return true
    }

    private static func block(
        of stored: StoredProfile,
        at indentation: some StringProtocol,
        step: some StringProtocol,
        showingProxy: Bool = true
    ) -> [String] {
        ["\(indentation)\(YAMLScalar.written(stored.profile.name)):"]
            + fields(of: stored).map { key, value in
                let shown = !showingProxy && key == "proxy" ? ProxyAddress.withoutUser(value) : value
                return "\(indentation)\(step)\(key): \(shown)"
            }
    }

    /// The keys of a profile, and what is written behind them; what is as it is without a word is left out.
    private static func fields(of stored: StoredProfile) -> [(key: String, value: String)] {
        let profile = stored.profile
        let texts = [
            ("region", stored.region?.rawValue), ("api_url", stored.region == nil ? profile.apiURL : nil),
            ("auth_url", profile.authURL == BaseURL.publicSignIn ? nil : profile.authURL),
            ("client_id", profile.clientID), ("redirect_uri", profile.redirectURI), ("ca_file", profile.caFile),
            ("proxy", profile.proxy), ("zone", stored.zone),
        ]
        let limit = profile.rateLimit == 300 ? [] : [(key: "rate_limit", value: "\(profile.rateLimit)")]
        return texts.compactMap { key, text in text.map { (key: key, value: YAMLScalar.written($0)) } } + limit
    }
}

/// Where the keys of a configuration stand.
private struct Outline {
    let top: [YAMLLines.Entry]
    private let lines: YAMLLines

    init?(_ lines: YAMLLines) {
        guard let root = try? Yams.compose(yaml: lines.text), !root.isEmptyScalar else {
            (top, self.lines) = ([], lines)
            return
        }
        guard let mapping = root.mapping, let top = lines.entries(of: mapping, within: lines.lines.indices) else {
            return nil
        }
        (self.top, self.lines) = (top, lines)
    }

    var profiles: [YAMLLines.Entry]? {
        top.first { $0.name == "profiles" }.flatMap { entry in
            entry.value.mapping.flatMap { lines.entries(of: $0, within: entry.lines) }
        }
    }

    func fields(of profile: String) -> [YAMLLines.Entry]? {
        profiles?.first { $0.name == profile }.flatMap { entry in
            entry.value.mapping.flatMap { lines.entries(of: $0, within: entry.lines) }
        }
    }
}
