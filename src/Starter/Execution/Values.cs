using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Mdlc.Contracts.Formats;
using Mdlc.Contracts.Json;
using Mdlc.Spec;

namespace Mdlc.Starter.Execution;

/// <summary>What options and arguments take, refused as the command line is read: before anything is opened or begun.</summary>
internal static class Values
{
    /// <summary>ISO 8601, also with a space, as tables have it.</summary>
    private static readonly string[] Instants =
        ["yyyy-MM-dd", .. new[] { "'T'", "' '" }.SelectMany(between => new[] { "HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF" }.Select(time => $"yyyy-MM-dd{between}{time}K"))];

    public static Option<int> Port(string name, string description, int otherwise) => new(name)
    {
        Description = description,
        HelpName = "port",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => Whole(result, IPEndPoint.MinPort, IPEndPoint.MaxPort, $"a port from {IPEndPoint.MinPort} to {IPEndPoint.MaxPort}, where 0 picks a free one") ?? otherwise,
    };

    /// <inheritdoc cref="Port"/>
    public static Option<int?> OptionalPort(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "port",
        CustomParser = result => Whole(result, IPEndPoint.MinPort, IPEndPoint.MaxPort, $"a port from {IPEndPoint.MinPort} to {IPEndPoint.MaxPort}, where 0 picks a free one"),
    };

    /// <summary>The number of a version.</summary>
    public static Option<int?> Version(string name, string description) => new Option<int?>(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = result => Whole(result, 1, int.MaxValue, "the number of a version, such as 1"),
    }.CompletesVersions();

    /// <inheritdoc cref="Version"/>
    public static Argument<int> VersionArgument(string description) => new Argument<int>("version")
    {
        Description = description,
        CustomParser = result => Whole(result, 1, int.MaxValue, "the number of a version, such as 1") ?? 1,
    }.CompletesVersions();

    /// <summary>A point in time, in UTC where no zone stands beside it.</summary>
    public static Option<DateTimeOffset?> Instant(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "time",
        CustomParser = result =>
        {
            var text = result.Tokens is [var token] ? token.Value : "";
            if (DateTimeOffset.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            {
                return instant;
            }

            result.AddError($"Found {NameOf(result)} '{text}', expected a time such as 2026-03-01, 2026-03-01T14:30 (in UTC) or 2026-03-01T14:30+01:00.");
            return null;
        },
    };

    /// <summary>A whole number from 1.</summary>
    public static Option<int?> Count(string name, string description, int most) => new(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = result => Whole(result, 1, most, string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {most}")),
    };

    /// <inheritdoc cref="Count"/>
    public static Argument<int> CountArgument(string name, string description, int most) => new(name)
    {
        Description = description,
        CustomParser = result => Whole(result, 1, most, string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {most}")) ?? 1,
    };

    /// <summary>A length of time.</summary>
    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "time",
        CustomParser = result =>
        {
            var text = result.Tokens is [var token] ? token.Value : "";
            if (DurationText.Parse(text) is { } duration)
            {
                return duration;
            }

            result.AddError($"Found {NameOf(result)} '{text}', expected {DurationText.Form}.");
            return null;
        },
    };

    /// <summary>One of an enum's values, by the names that a spec has for them.</summary>
    public static Option<T?> Named<T>(string name, string description, string helpName)
        where T : struct, Enum
    {
        var names = Enum.GetValues<T>().ToDictionary(value => MdlcJson.Serialize(value).Trim('"'), StringComparer.Ordinal);
        return new Option<T?>(name)
        {
            Description = $"{description} One of {string.Join(", ", names.Keys)}.",
            HelpName = helpName,
            CustomParser = result =>
            {
                var text = result.Tokens is [var token] ? token.Value : "";
                if (names.TryGetValue(text, out var value))
                {
                    return value;
                }

                result.AddError($"Found {NameOf(result)} '{text}', expected one of {string.Join(", ", names.Keys)}.");
                return null;
            },
        }.CompletesWords(names.Keys);
    }

    /// <summary>A text must have something in it.</summary>
    public static Option<string> HasWords(this Option<string> option)
    {
        option.Validators.Add(result => RefuseBlank(result, option.Name, "a text"));
        return option;
    }

    /// <inheritdoc cref="HasWords(Option{string})"/>
    public static Argument<string> HasWords(this Argument<string> argument)
    {
        argument.Validators.Add(result => RefuseBlank(result, $"<{argument.Name}>", "a text"));
        return argument;
    }

    /// <summary>Yes, no, or neither.</summary>
    public static Option<bool?> Choice(string name, string description) => new Option<bool?>(name)
    {
        Description = description,
        HelpName = "true|false",
        CustomParser = result =>
        {
            var text = result.Tokens is [var token] ? token.Value : "true";
            if (bool.TryParse(text, out var choice))
            {
                return choice;
            }

            result.AddError($"Found {NameOf(result)} '{text}', expected true or false.");
            return null;
        },
    }.CompletesWords("true", "false");

    /// <summary>A path must have something in it; what it leads to is seen when it is opened.</summary>
    public static Option<T> IsPath<T>(this Option<T> option)
    {
        option.HelpName ??= "path";
        option.Validators.Add(result => RefuseBlank(result, option.Name, "a path"));
        return option;
    }

    /// <inheritdoc cref="IsPath{T}(Option{T})"/>
    public static Argument<T> IsPath<T>(this Argument<T> argument)
    {
        argument.Validators.Add(result => RefuseBlank(result, $"<{argument.Name}>", "a path"));
        return argument;
    }

    /// <summary>A project's or a model's name, as a spec has it.</summary>
    public static Option<T> IsName<T>(this Option<T> option)
    {
        option.HelpName ??= "name";
        option.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => !SpecName.IsValid(token.Value)) is { } wrong)
            {
                result.AddError($"Found {option.Name} '{wrong.Value}', expected {SpecName.Form}.");
            }
        });
        return option;
    }

    private static void RefuseBlank(SymbolResult result, string name, string expected)
    {
        if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
        {
            result.AddError($"Found {name} with nothing in it, expected {expected}.");
        }
    }

    private static int? Whole(ArgumentResult result, int least, int most, string expected)
    {
        var text = result.Tokens is [var token] ? token.Value : "";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        result.AddError($"Found {NameOf(result)} '{text}', expected {expected}.");
        return null;
    }

    private static string NameOf(ArgumentResult result) => result.Parent is OptionResult option ? option.Option.Name : $"<{result.Argument.Name}>";
}
