import Catalog
import Webex
import Yams

/// Reads `config.yaml`, and says by line what is wrong with it.
struct ConfigurationReader {
    private static let topKeys = ["default_profile", "profiles"]
    private static let profileKeys = [
        "region", "api_url", "auth_url", "client_id", "redirect_uri", "rate_limit", "ca_file", "proxy", "zone",
    ]

    private let file: String

    init(file: String) {
        self.file = file
    }

    /// - Throws: `HostError` with file and line.
    func read(_ text: String) throws(HostError) -> Configuration {
        // Without a file there is nothing to parse, and Yams takes milliseconds to get ready.
        if text.isEmpty { return Configuration() }
        guard let root = try compose(text) else { return Configuration() }
        if root.isEmptyScalar { return Configuration() }
        let top = try mapping(root, what: "the file")
        var configuration = Configuration()
        var defaultName: (name: String, node: Node)?
        for (key, value) in top {
            switch try name(key, among: Self.topKeys) {
            case "default_profile": defaultName = (try self.text(value, "default_profile"), value)
            default:
                guard !value.isEmptyScalar else { continue }
                for (key, value) in try mapping(value, what: "profiles") {
                    try configuration.add(profile(key, value))
                }
            }
        }
        if let (name, node) = defaultName {
            do throws(HostError) {
                _ = try configuration.profile(named: name)
            } catch {
                throw wrong(node, "default_profile: " + error.problem, hint: error.hint)
            }
            configuration.defaultProfile = name
        }
        return configuration
    }

    private func compose(_ text: String) throws(HostError) -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                throw HostError(.invalid, "\(file):\(mark.line)", "is no YAML: \(problem)")
            case .duplicatedKeysInMapping(let names, let context):
                let line = Self.lastLine(of: names[0], in: text, from: context.mark)
                throw HostError(
                    .invalid,
                    "\(file):\(line)",
                    "\(names.joined(separator: ", ")) is there twice",
                    hint: "drop one of the two"
                )
            default:
                throw HostError(.invalid, file, "is no YAML")
            }
        } catch {
            throw HostError(.invalid, file, "is no YAML")
        }
    }

    /// Where a key that is twice in a mapping is for the second time; where the mapping begins, when that is not plain.
    private static func lastLine(of key: String, in text: String, from start: Mark) -> Int {
        let lines = YAMLLines(text).lines
        let matches = lines.indices.dropFirst(start.line - 1).filter { number in
            let line = lines[number]
            guard line.indentation.count == start.column - 1 else { return false }
            let written = line.content[line.indentation.endIndex...]
            return [key, "'\(key)'", "\"\(key)\""].contains { form in
                written.hasPrefix(form) && written.dropFirst(form.count).drop { $0 == " " }.first == ":"
            }
        }
        return matches.dropFirst().first.map { $0 + 1 } ?? start.line
    }

    private func profile(_ key: Node, _ value: Node) throws(HostError) -> StoredProfile {
        let profileName = try text(key, "a profile's name")
        try Configuration.checkName(profileName, subject: place(key))
        let fields = try mapping(value, what: profileName)
        var profile = Profile(name: profileName, apiURL: "", authURL: BaseURL.publicSignIn)
        var region: Region?
        var zone: String?
        var whereabouts: [Node] = []
        for (key, value) in fields {
            let field = try name(key, among: Self.profileKeys)
            if field == "region" || field == "api_url" { whereabouts.append(key) }
            switch field {
            case "region": region = try Region.check(text(value, field), subject: "\(place(value)): \(field)")
            case "api_url": profile.apiURL = try base(value, field)
            case "auth_url": profile.authURL = try base(value, field)
            case "client_id": profile.clientID = try text(value, field)
            case "redirect_uri":
                profile.redirectURI = try RedirectURI.check(text(value, field), subject: "\(place(value)): \(field)")
            case "rate_limit": profile.rateLimit = try count(value, field)
            case "ca_file": profile.caFile = try absolutePath(value, field)
            case "proxy":
                profile.proxy = try ProxyAddress.check(text(value, field), subject: "\(place(value)): \(field)")
            default: zone = try text(value, field)
            }
        }
        guard !whereabouts.isEmpty else {
            throw wrong(key, "profile '\(profileName)' has neither region nor api_url", hint: "write one of the two")
        }
        guard whereabouts.count == 1 else {
            throw wrong(
                whereabouts[1],
                "profile '\(profileName)' has both region and api_url",
                hint: "drop one of the two"
            )
        }
        return StoredProfile(profile: profile, region: region, zone: zone)
    }

    private func mapping(_ node: Node, what: String) throws(HostError) -> Node.Mapping {
        guard let mapping = node.mapping else { throw wrong(node, "\(what) must hold fields, each with a value") }
        return mapping
    }

    private func name(_ key: Node, among known: [String]) throws(HostError) -> String {
        let found = key.scalar?.string ?? ""
        guard known.contains(found) else {
            throw wrong(
                key,
                "unknown key '\(found)'",
                hint: NearNames.question(found, among: known) ?? "keys are \(known.joined(separator: ", "))"
            )
        }
        return found
    }

    private func text(_ node: Node, _ name: String) throws(HostError) -> String {
        guard let scalar = node.scalar, node.tag == Tag(.str), !scalar.string.isEmpty else {
            throw wrong(node, "\(name) must be a text", hint: "a number or a word such as 'yes' needs quotes")
        }
        return scalar.string
    }

    private func count(_ node: Node, _ name: String) throws(HostError) -> Int {
        guard node.scalar != nil, node.tag == Tag(.int), let count = node.int, count >= 0 else {
            throw wrong(node, "\(name) must be a whole number, 0 or more")
        }
        return count
    }

    private func base(_ node: Node, _ name: String) throws(HostError) -> String {
        try BaseURL.check(text(node, name), subject: "\(place(node)): \(name)")
    }

    private func absolutePath(_ node: Node, _ name: String) throws(HostError) -> String {
        let path = try text(node, name)
        guard path.hasPrefix("/") else { throw wrong(node, "\(name) must be an absolute path, not '\(path)'") }
        return path
    }

    private func place(_ node: Node) -> String {
        node.mark.map { "\(file):\($0.line)" } ?? file
    }

    private func wrong(_ node: Node, _ problem: String, hint: String? = nil) -> HostError {
        HostError(.invalid, place(node), problem, hint: hint)
    }
}

extension Node {
    /// Whether nothing stands there: `profiles:` and no more.
    var isEmptyScalar: Bool {
        scalar?.string.isEmpty == true
    }
}
