using Google.Protobuf;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Visibility;
using Temporalio.Api.Enums.V1;
using static Mdlc.Engine.Tests.Visibility.VisibilityRecords;

namespace Mdlc.Engine.Tests.Visibility;

public sealed class VisibilityQueryTests
{
    private readonly VisibilityStore _store = new(Registry());

    public VisibilityQueryTests()
    {
        _store.Upsert(Open("w1", "A", Noon, ("Kw", "alpha"), ("Num", 1), ("Dbl", 1.5), ("Flag", true), ("At", "2020-01-01T00:00:00Z"),
            ("Words", "The quick brown-fox"), ("Tags", new[] { "a", "b" }), ("Custom-Field", "x")));
        _store.Upsert(Open("w2", "B", Noon.AddMinutes(1), ("Kw", "beta"), ("Num", 2)));
        _store.Upsert(Open("w3", "B", Noon.AddMinutes(2)).Closed(WorkflowExecutionStatus.Terminated, TimeSpan.FromSeconds(30)));
        _store.Upsert(Open("w4", "A", Noon.AddMinutes(3)) with { ParentWorkflowId = "w1", ParentRunId = "run-w1", RootWorkflowId = "w1", RootRunId = "run-w1" });
        _store.Upsert(Open("w5", "Sys", Noon, ("TemporalNamespaceDivision", "hidden")));
    }

    [Theory]
    [InlineData("", "w4 w2 w1 w3")]
    [InlineData("Kw = \"alpha\"", "w1")]
    [InlineData("Kw != 'alpha'", "w2")]
    [InlineData("Kw IS NULL", "w4 w3")]
    [InlineData("Kw is not null", "w2 w1")]
    [InlineData("NOT Kw = 'alpha'", "w2")]
    [InlineData("NOT (Kw = 'alpha' OR Num = 2)", "")]
    [InlineData("Kw STARTS_WITH 'al'", "w1")]
    [InlineData("Kw starts_with 'a%'", "")]
    [InlineData("Kw NOT STARTS_WITH 'al'", "w2")]
    [InlineData("Kw > 'alpha'", "w2")]
    [InlineData("Kw BETWEEN 'a' AND 'alz'", "w1")]
    [InlineData("Kw NOT BETWEEN 'a' AND 'alz'", "w2")]
    [InlineData("Kw IN ('alpha','beta')", "w2 w1")]
    [InlineData("Kw NOT IN ('alpha')", "w2")]
    [InlineData("Tags = 'a'", "w1")]
    [InlineData("Tags != 'a'", "w4 w2 w3")]
    [InlineData("Tags IN ('b','c')", "w1")]
    [InlineData("Tags NOT IN ('b','c')", "w4 w2 w3")]
    [InlineData("Tags IS NOT NULL", "w1")]
    [InlineData("Words = 'quick'", "w1")]
    [InlineData("Words = 'QUICK'", "w1")]
    [InlineData("Words = 'brown-fox'", "w1")]
    [InlineData("Words = 'quick-fox'", "")]
    [InlineData("Words = 'nothing quick'", "w1")]
    [InlineData("Words != 'quick'", "w4 w2 w3")]
    [InlineData("Num = 1", "w1")]
    [InlineData("Num = 1.0", "w1")]
    [InlineData("Num > -1", "w2 w1")]
    [InlineData("Num BETWEEN 1 AND 2", "w2 w1")]
    [InlineData("Num IN (1,2,5)", "w2 w1")]
    [InlineData("Num NOT IN (1)", "w2")]
    [InlineData("Num = 99999999999999999999", "")]
    [InlineData("Num = 1e0", "w1")]
    [InlineData("Dbl > 1", "w1")]
    [InlineData("Dbl > -1.5", "w1")]
    [InlineData("Flag = TRUE", "w1")]
    [InlineData("Flag != true", "")]
    [InlineData("Flag > false", "w1")]
    [InlineData("Flag IN (true)", "w1")]
    [InlineData("At = '2020-01-01T00:00:00Z'", "w1")]
    [InlineData("At > '2020-01-01T00:59:59.123456789+01:00'", "w1")]
    [InlineData("At > 1577836799000000000", "w1")]
    [InlineData("At BETWEEN '2019-01-01T00:00:00Z' AND '2021-01-01T00:00:00Z'", "w1")]
    [InlineData("StartTime >= '2026-03-01T12:01:00Z'", "w4 w2 w3")]
    [InlineData("CloseTime IS NULL", "w4 w2 w1")]
    [InlineData("CloseTime > '2020-01-01T00:00:00Z'", "w3")]
    [InlineData("ExecutionStatus = 'Running'", "w4 w2 w1")]
    [InlineData("ExecutionStatus = 'WORKFLOW_EXECUTION_STATUS_RUNNING'", "w4 w2 w1")]
    [InlineData("ExecutionStatus = 1", "w4 w2 w1")]
    [InlineData("ExecutionStatus IN ('Running', 'Terminated')", "w4 w2 w1 w3")]
    [InlineData("ExecutionStatus != 'Running'", "w3")]
    [InlineData("ExecutionStatus BETWEEN 'Running' AND 'Terminated'", "w4 w2 w1 w3")]
    [InlineData("ExecutionDuration > '1s'", "w3")]
    [InlineData("ExecutionDuration < '5d'", "w3")]
    [InlineData("ExecutionDuration = '00:00:30'", "w3")]
    [InlineData("ExecutionDuration > '1m'", "")]
    [InlineData("ExecutionDuration = 30000000000", "w3")]
    [InlineData("ExecutionDuration IS NULL", "w4 w2 w1")]
    [InlineData("HistoryLength > 1", "w3")]
    [InlineData("ParentWorkflowId IS NULL", "w2 w1 w3")]
    [InlineData("RootWorkflowId = 'w1'", "w4 w1")]
    [InlineData("ScheduleId = 'w1'", "w1")]
    [InlineData("TemporalScheduleId = 'w1'", "w1")]
    [InlineData("TemporalWorkflowId = 'w1'", "w1")]
    [InlineData("ScheduledById IS NULL", "w4 w2 w1 w3")]
    [InlineData("TemporalNamespaceDivision = 'hidden'", "w5")]
    [InlineData("NamespaceDivision IS NOT NULL", "w5")]
    [InlineData("`Custom-Field` = 'x'", "w1")]
    [InlineData("WorkflowId = 'w1' AND WorkflowType = 'A'", "w1")]
    [InlineData("WorkflowId = 'w1' OR WorkflowType = 'B'", "w2 w1 w3")]
    [InlineData("WorkflowId = 'w1' OR WorkflowType = 'B' AND ExecutionStatus = 'Running'", "w2 w1")]
    [InlineData("(WorkflowId = 'w1' OR WorkflowType = 'B') AND ExecutionStatus = 'Terminated'", "w3")]
    [InlineData("WorkflowId = 'w1' && not WorkflowType = 'B'", "w1")]
    [InlineData("WorkflowId = 'w1' || WorkflowId = 'w2'", "w2 w1")]
    [InlineData("WorkflowId <> 'w1'", "w4 w2 w3")]
    [InlineData("WorkflowId = 'it''s' OR WorkflowId = 'it\\'s' OR WorkflowId = \"it's\"", "")]
    [InlineData("WorkflowId = 'w1';", "w1")]
    [InlineData("WorkflowId = 'w1' -- comment", "w1")]
    [InlineData("WorkflowId = /* c */ 'w1'", "w1")]
    [InlineData("BuildIds = 'x'", "")]
    public void Query_OfEachForm_FindsWhatTemporalFinds(string query, string expected) =>
        Assert.Equal(expected, string.Join(' ', _store.List(Namespace, query, 100, ByteString.Empty).Records.Select(r => r.WorkflowId)));

    // Each text is what the 1.32.1 server answers.
    [Theory]
    [InlineData("Kw IN 'alpha'", "malformed SQL query: syntax error at position 41 near 'alpha'")]
    [InlineData("Kw = 3", "invalid expression: invalid value type for search attribute Kw of type Keyword: 3 (type: int64)")]
    [InlineData("Kw = alpha", "operation is not supported: column name on the right side of comparison expression (did you forget to quote \"alpha\"?)")]
    [InlineData("Kw LIKE 'a%'", "operation is not supported: operator 'LIKE' not supported for Keyword type search attribute 'Kw'")]
    [InlineData("Kw = true", "invalid expression: invalid value type for search attribute Kw of type Keyword: true (type: bool)")]
    [InlineData("Tags > 'a'", "operation is not supported: operator '>' not supported for KeywordList type search attribute 'Tags'")]
    [InlineData("Tags STARTS_WITH 'a'", "operation is not supported: operator 'STARTS_WITH' not supported for KeywordList type search attribute 'Tags'")]
    [InlineData("Words = ''", "invalid expression: no tokens found filtering on Text type search attribute Words")]
    [InlineData("Words BETWEEN 'a' AND 'b'", "invalid expression: cannot do range condition on search attribute 'Words' of type Text")]
    [InlineData("Num = '1'", "invalid expression: invalid value type for search attribute Num of type Int: \"1\" (type: string)")]
    [InlineData("Flag = 1", "invalid expression: invalid value type for search attribute Flag of type Bool: 1 (type: int64)")]
    [InlineData("Flag BETWEEN false AND true", "invalid expression: cannot do range condition on search attribute 'Flag' of type Bool")]
    [InlineData("At = '2020-01-01'", "invalid expression: unable to parse datetime '2020-01-01'")]
    [InlineData("At > 1577836799.5", "invalid expression: invalid value type for search attribute At of type Datetime: 1.5778367995e+09 (type: float64)")]
    [InlineData("ExecutionStatus = 'running'", "invalid expression: invalid ExecutionStatus value 'running'")]
    [InlineData("ExecutionStatus = 99", "invalid expression: invalid ExecutionStatus value 99")]
    [InlineData("ExecutionStatus = 1.5", "invalid expression: unexpected value type float64 for search attribute ExecutionStatus")]
    [InlineData("ExecutionStatus = true", "invalid expression: invalid value type for search attribute ExecutionStatus of type Keyword: true (type: bool)")]
    [InlineData("ExecutionDuration < 'x'", "invalid expression: invalid duration value for search attribute ExecutionDuration: x")]
    [InlineData("TemporalKw = 'alpha'", "invalid search attribute: TemporalKw")]
    [InlineData("`Nope` = 1", "invalid search attribute: Nope")]
    [InlineData("Kw.x = 'a'", "invalid search attribute: Kw.x")]
    [InlineData("! WorkflowId = 'w1'", "invalid expression: must be a column name but was *sqlparser.UnaryExpr")]
    [InlineData("WorkflowId <=> 'w1'", "operation is not supported: operator '<=>' not supported for Keyword type search attribute 'WorkflowId'")]
    [InlineData("WorkflowId = 'w1' XOR Kw = 'a'", "malformed SQL query: syntax error at position 49 near 'xor'")]
    [InlineData("WorkflowId", "invalid expression: incomplete expression")]
    [InlineData("WorkflowId =", "malformed SQL query: syntax error at position 40")]
    [InlineData("= 'w1'", "malformed SQL query: syntax error at position 29")]
    [InlineData("WorkflowId = 'w1", "malformed SQL query: syntax error at position 44 near 'w1'")]
    [InlineData("WorkflowId = 'w1' AND", "malformed SQL query: syntax error at position 49")]
    [InlineData("(WorkflowId = 'w1'", "malformed SQL query: syntax error at position 46")]
    [InlineData("WorkflowId = 'w1')", "malformed SQL query: syntax error at position 46")]
    [InlineData("WorkflowId = 'w1' ORDER BY StartTime", "operation is not supported: 'ORDER BY' clause")]
    [InlineData("ORDER BY StartTime", "operation is not supported: 'ORDER BY' clause")]
    [InlineData("WorkflowId = 'w1' LIMIT 1", "operation is not supported: 'LIMIT' clause")]
    [InlineData("LIMIT 1", "malformed SQL query: syntax error at position 33 near 'limit'")]
    [InlineData("When = 1", "malformed SQL query: syntax error at position 32 near 'when'")]
    [InlineData("GROUP BY WorkflowType", "operation is not supported: 'GROUP BY' clause is not supported for search attribute WorkflowType")]
    [InlineData("GROUP BY ExecutionStatus, WorkflowType", "operation is not supported: 'GROUP BY' clause supports only a single field")]
    [InlineData("GROUP BY Nope", "invalid search attribute: Nope")]
    [InlineData("workflowid = 'w1'", "invalid search attribute: workflowid")]
    [InlineData("1 = 1", "invalid expression: must be a column name but was *sqlparser.SQLVal")]
    [InlineData("WorkflowId = upper('w1')", "operation is not supported: nested func")]
    [InlineData("upper(WorkflowId) = 'w1'", "invalid expression: must be a column name but was *sqlparser.FuncExpr")]
    [InlineData("upper(WorkflowId)", "operation is not supported: function expression")]
    [InlineData("WorkflowId IS TRUE", "invalid expression: 'IS' operator can only be used as 'IS NULL' or 'IS NOT NULL'")]
    [InlineData("WorkflowId = NULL", "invalid expression: unexpected value type *sqlparser.NullVal")]
    [InlineData("WorkflowId IN ()", "malformed SQL query: syntax error at position 44")]
    [InlineData("WorkflowId IN ('w1', 2)", "invalid expression: invalid value type for search attribute WorkflowId of type Keyword: 2 (type: int64)")]
    [InlineData("WorkflowId == 'w1'", "malformed SQL query: syntax error at position 41")]
    [InlineData("WorkflowId = 0x41", "invalid expression: unable to parse value \"0x41\"")]
    [InlineData("WorkflowId REGEXP 'w'", "operation is not supported: operator 'REGEXP' not supported for Keyword type search attribute 'WorkflowId'")]
    [InlineData("true", "operation is not supported: expression of type sqlparser.BoolVal")]
    [InlineData("Num = 1 + 1", "invalid expression: unexpected value type *sqlparser.BinaryExpr")]
    [InlineData("Custom-Field = 'a'", "invalid expression: must be a column name but was *sqlparser.BinaryExpr")]
    [InlineData("NamespaceId = 'x'", "invalid search attribute: NamespaceId")]
    [InlineData("WorkflowId BETWEEN 'a'", "malformed SQL query: syntax error at position 50")]
    [InlineData("WorkflowId NOT 'a'", "malformed SQL query: syntax error at position 46 near 'a'")]
    [InlineData("WorkflowId = ?", "invalid expression: unable to parse value \":v1\"")]
    [InlineData("select = 'a'", "malformed SQL query: syntax error at position 34 near 'select'")]
    [InlineData("@ = 1", "invalid search attribute: @")]
    [InlineData("# = 1", "malformed SQL query: syntax error at position 33")]
    public void Query_ThatIsWrong_IsRefusedInTemporalsWords(string query, string expected)
    {
        var refused = Assert.Throws<InvalidVisibilityRequestException>(() => _store.Count(Namespace, query));
        Assert.Equal("invalid query: " + expected, refused.Message);
    }

    [Theory]
    [InlineData("Kw = ('alpha', 'beta')")]
    [InlineData("Kw STARTS_WITH 3")]
    [InlineData("ExecutionStatus STARTS_WITH 'Running'")]
    [InlineData("WorkflowId = '")]
    [InlineData("WorkflowId = 'w1' UNION SELECT 1")]
    [InlineData("Kw = '\u00e9' AND $")]
    public void Query_OutsideTheLanguage_IsRefused(string query) =>
        Assert.Throws<InvalidVisibilityRequestException>(() => _store.Count(Namespace, query));

    [Fact]
    public void Query_NestedWithoutEnd_IsRefusedBeforeTheStackEnds()
    {
        var query = new string('(', 100_000) + "Num = 1" + new string(')', 100_000);
        Assert.Contains("max nesting level", Assert.Throws<InvalidVisibilityRequestException>(() => _store.Count(Namespace, query)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Query_OfAThousandConditions_Works()
    {
        var query = string.Join(" OR ", Enumerable.Range(0, 1000).Select(i => $"WorkflowId = 'w{i}'"));
        Assert.Equal(4, _store.Count(Namespace, query).Count);
    }
}
