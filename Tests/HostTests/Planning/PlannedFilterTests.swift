import JSON
import Testing

@testable import Host

@Suite("Filters of lists, held against objects that are only planned")
struct PlannedFilterTests {
    private static let user: JSONObject = [
        "id": "u1", "email": "Ada@example.com", "active": true, "version": 3, "teamIds": ["t1", "t2"],
        "name": ["familyName": "Lovelace"], "odd": "a\"b'c\\d;e,f(g)*", "plain": "x and y", "empty": "", "none": .null,
        "emails": [["value": "ada@work.example", "type": "work"], ["value": "ada@home.example"]],
    ]

    @Test(
        "RSQL, as the worker writes it and as people do",
        arguments: [
            ("email==\"Ada@example.com\"", true), ("email=='Ada@example.com'", true), ("email==Ada@example.com", true),
            ("email==ada@example.com", false), ("email == Ada@example.com", true), ("active==true", true),
            ("active==false", false), ("version==3", true), ("version==4", false), ("teamIds==t2", true),
            ("teamIds==t3", false), ("id=in=(a,u1)", true), ("id=in=( 'a' , \"u1\" )", true), ("id=in=(a,b)", false),
            ("id==u1;active==true", true), ("id==u1;active==false", false), ("id==u2,active==true", true),
            ("id==u2,active==false;id==u1", false), ("active==true,id==u2;id==u3", true),
            ("(active==true,id==u2);id==u3", false), ("((id==u1))", true), ("id==u1 and active==true", true),
            ("id==u2 or active==true", true), ("(id==u2)or(active==true)", true), ("id==u2 or active==false", false),
            ("plain==\"x and y\"", true), ("odd==\"a\\\"b'c\\\\d;e,f(g)*\"", true),
            ("odd=='a\"b\\'c\\\\d;e,f(g)*'", true), ("empty==\"\"", true), ("none==\"\"", false), ("absent==x", false),
            ("email==Ada*", true), ("email==*example*", true), ("email==\"*.org\"", false),
            ("name.familyName==Lovelace", true),
        ]
    )
    func rsql(_ text: String, _ wanted: Bool) throws {
        let filter = try #require(PlannedFilter(rsql: text), "it is a filter that can be judged")
        #expect(filter.matches(Self.user) == wanted)
    }

    @Test(
        "SCIM, where capitals count for nothing",
        arguments: [
            ("email eq \"ada@EXAMPLE.com\"", true), ("EMAIL EQ \"ada@example.com\"", true), ("active eq true", true),
            ("active eq false", false), ("name.familyName eq \"lovelace\"", true), ("name.givenName eq \"x\"", false),
            ("emails.value eq \"ada@home.example\"", true), ("emails eq \"ada@work.example\"", true),
            ("emails.type eq \"home\"", false), ("id eq \"u1\" and active eq true", true),
            ("id eq \"u2\" or active eq true", true), ("id eq \"u2\" or active eq true and id eq \"u3\"", false),
            ("(id eq \"u2\" or active eq true) and id eq \"u1\"", true),
            ("odd eq \"a\\\"b'c\\\\d;e,f(g)*\"", true), ("id eq \"\\u00751\"", true), ("plain eq \"x*\"", false),
        ]
    )
    func scim(_ text: String, _ wanted: Bool) throws {
        let filter = try #require(PlannedFilter(scim: text), "it is a filter that can be judged")
        #expect(filter.matches(Self.user) == wanted)
    }

    @Test(
        "what compares otherwise is not judged, nor is what is no filter",
        arguments: [
            "id!=u1", "id=out=(u1)", "version=gt=1", "version>1", "version<=3", "id==", "==u1", "id==u1;", "id==u1,",
            "id=in=u1", "id=in=(u1", "(id==u1", "id==u1)", "id==a b", "id==\"u1", "", "id", "id eq \"u1\"",
            "id==u1;version>1",
        ]
    )
    func unjudged(_ text: String) {
        #expect(PlannedFilter(rsql: text) == nil)
    }

    @Test("parentheses without an end are no way to exhaust the host")
    func deep() {
        #expect(PlannedFilter(rsql: String(repeating: "(", count: 100_000) + "id==u1") == nil)
        #expect(PlannedFilter(scim: String(repeating: "(", count: 100_000)) == nil)
    }

    @Test(
        "of SCIM only eq is judged",
        arguments: [
            "id ne \"u1\"", "email sw \"a\"", "title pr", "not (id eq \"u1\")", "emails[type eq \"work\"]",
            "id eq", "id eq \"u1\" and", "id==\"u1\"", "id eq 'u1'", "id eq \"u1\" active eq true", "",
        ]
    )
    func unjudgedSCIM(_ text: String) {
        #expect(PlannedFilter(scim: text) == nil)
    }

    @Test(
        "every object that is wanted has one of the texts by which it is looked for",
        arguments: [
            "email==Ada@example.com", "teamIds==t1;active==true", "active==true;id=in=(x,u1)", "id==u1,version==3",
            "email==Ada*", "name.familyName==Lovelace",
        ]
    )
    func necessary(_ text: String) throws {
        let filter = try #require(PlannedFilter(rsql: text))
        #expect(filter.matches(Self.user))
        guard let texts = filter.necessary else { return #expect(text.contains("*") || text.contains(".family")) }
        #expect(!PlannedFilter.texts(of: Self.user).isDisjoint(with: texts))
    }
}
