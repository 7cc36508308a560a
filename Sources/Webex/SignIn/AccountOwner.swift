import Catalog
import JSON

extension Session {
    /// Who granted this session's tokens: an e-mail, or a name where there is none.
    ///
    /// Nil where the scopes do not let it be asked for, or the service does not say: it is good to know and no reason to
    /// fail.
    package func owner() async -> String? {
        guard let granted = await grantedScopes(), granted.suffice(for: Self.me) else { return nil }
        let call = Call(operation: Self.me, timeout: 15_000, isChecked: false)
        guard let answer = try? await self.call(call), let person = try? JSONValue(parsing: answer.body) else {
            return nil
        }
        let name = person["emails"]?.array?.first?.string ?? person["displayName"]?.string
        return name.map { ForeignText.line($0, limit: 200) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private func grantedScopes() async -> GrantedScopes? {
        _ = try? await tokens.token()
        return tokens.facts.scopes
    }

    /// `/people/me` of the admin document.
    private static let me = Operation(
        name: "person.me",
        method: "GET",
        path: "/people/me",
        base: .webex,
        safety: .read,
        scopes: ["spark:people_read", "spark-admin:people_read"]
    )
}
