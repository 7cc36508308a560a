import Catalog
import JSON

/// A machine account that an administrator approved: what its tokens are asked with.
///
/// The vendor's advice for unattended work, since it does not end with a person's password.
package struct ServiceApp: Sendable {
    package let applicationID: String
    package let clientID: String
    package let clientSecret: String
    /// The organisation whose data it is to reach, as its id.
    package let targetOrganization: String

    package init(applicationID: String, clientID: String, clientSecret: String, targetOrganization: String) {
        self.applicationID = applicationID
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.targetOrganization = targetOrganization
    }
}

extension Session {
    /// Asks for the tokens of a service app, as the integration that this session belongs to.
    ///
    /// That one needs `spark:applications_token`. No script can ask for this: the answer is nothing but secrets.
    /// - Throws: What a call throws; `unavailable` when the answer holds no token.
    package func tokens(of app: ServiceApp) async throws(WebexError) -> Credentials {
        redaction.add(app.clientSecret)
        let call = Call(
            operation: Self.applicationToken,
            ids: [app.applicationID],
            body: .value([
                "clientId": .string(app.clientID), "clientSecret": .string(app.clientSecret),
                "targetOrgId": .string(app.targetOrganization),
            ]),
            isChecked: false
        )
        let answer: Answer
        do throws(WebexError) { answer = try await self.call(call) } catch {
            // The integration's own token was renewed before it came to this.
            guard error.status == 401 else { throw error }
            var refusal = error
            refusal.message = "the service accepts neither: the integration's token, or the service app's id and secret"
            refusal.hint = "compare client_id and client secret of the service app with its page, then try again"
            throw refusal
        }
        let known = Credentials(clientSecret: app.clientSecret)
        return try TokenAnswer(answer.body, now: clock.now()).merged(into: known, redaction)
    }

    /// `/applications/{applicationId}/token` of the admin document; a second asking gives another pair and ends none.
    private static let applicationToken = Operation(
        name: "application.token",
        method: "POST",
        path: "/applications/{applicationId}/token",
        base: .webex,
        safety: .idempotent,
        scopes: ["spark:applications_token"]
    )
}
