using System.Globalization;
using System.Text.Json;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Visibility.Attributes;

namespace Mdlc.Engine.Visibility.Queries;

/// <summary>The right-hand sides of comparisons, by the attribute's type.</summary>
internal static class QueryValues
{
    /// <returns>A string, long, double, bool or DateTimeOffset; the status as its number, a duration in nanoseconds.</returns>
    /// <exception cref="InvalidVisibilityRequestException">The value does not fit.</exception>
    public static object Convert(SqlExpression expression, string alias, SearchAttribute attribute) => expression switch
    {
        SqlExpression.Boolean boolean => Typed(boolean.Value, alias, attribute.Type),
        SqlExpression.Literal literal => (attribute.Name, Parse(literal)) switch
        {
            (SystemSearchAttributes.ExecutionStatus, var value) => Status(value),
            (SystemSearchAttributes.ExecutionDuration, var value) => Duration(value),
            (_, var value) => Typed(value, alias, attribute.Type),
        },
        SqlExpression.Function => throw NotSupported("nested func"),
        SqlExpression.Column column => throw NotSupported(
            $"column name on the right side of comparison expression (did you forget to quote {Quote(column.Name)}?)"),
        _ => throw Invalid($"unexpected value type {expression.Kind}"),
    };

    private static object Parse(SqlExpression.Literal literal)
    {
        if (literal.Token == SqlTokenKind.String)
        {
            return literal.Text;
        }

        if (literal.Token != SqlTokenKind.OtherValue)
        {
            if (long.TryParse(literal.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            {
                return integer;
            }

            if (double.TryParse(literal.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }
        }

        throw Invalid($"unable to parse value {Quote(literal.Text)}");
    }

    private static object Typed(object value, string alias, IndexedValueType type) => (type, value) switch
    {
        (IndexedValueType.Int or IndexedValueType.Double, long or double) => value,
        (IndexedValueType.Bool, bool) => value,
        (IndexedValueType.Keyword or IndexedValueType.KeywordList or IndexedValueType.Text, string) => value,
        (IndexedValueType.Datetime, long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick),
        (IndexedValueType.Datetime, string text) => SearchAttributeCodec.TryParseTime(text, out var time)
            ? time
            : throw Invalid($"unable to parse datetime '{text}'"),
        _ => throw Invalid(
            $"invalid value type for search attribute {alias} of type {type}: {Print(value)} (type: {TypeName(value)})"),
    };

    private static object Status(object value)
    {
        const string Prefix = "WORKFLOW_EXECUTION_STATUS_";
        switch (value)
        {
            case long number when number is >= 0 and <= int.MaxValue && Enum.IsDefined((WorkflowExecutionStatus)number):
                return number;
            case long number:
                throw Invalid($"invalid ExecutionStatus value {number}");
            case string name:
                foreach (var status in Enum.GetValues<WorkflowExecutionStatus>())
                {
                    if (name == status.ToString() || name == Prefix + JsonNamingPolicy.SnakeCaseUpper.ConvertName(status.ToString()))
                    {
                        return (long)status;
                    }
                }

                throw Invalid($"invalid ExecutionStatus value '{name}'");
            default:
                throw Invalid($"unexpected value type {TypeName(value)} for search attribute {SystemSearchAttributes.ExecutionStatus}");
        }
    }

    private static object Duration(object value) => value switch
    {
        long => value,
        string text => QueryDuration.TryParse(text, out var nanoseconds)
            ? nanoseconds
            : throw Invalid($"invalid duration value for search attribute {SystemSearchAttributes.ExecutionDuration}: {text}"),
        _ => throw Invalid($"unexpected value type {TypeName(value)} for search attribute {SystemSearchAttributes.ExecutionDuration}"),
    };

    private static string TypeName(object value) => value switch
    {
        long => "int64",
        double => "float64",
        bool => "bool",
        _ => "string",
    };

    private static string Print(object value) => value switch
    {
        string text => Quote(text),
        bool boolean => boolean ? "true" : "false",
        double number => Print(number),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    // The shortest digits; with an exponent below 1e-4 and from 1e6 on.
    private static string Print(double number) => number != 0 && Math.Abs(number) is < 1e-4 or >= 1e6
        ? number.ToString("0.################e+00", CultureInfo.InvariantCulture)
        : number.ToString("R", CultureInfo.InvariantCulture);

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static InvalidVisibilityRequestException NotSupported(string what) => new($"invalid query: operation is not supported: {what}");

    private static InvalidVisibilityRequestException Invalid(string what) => new($"invalid query: invalid expression: {what}");
}
