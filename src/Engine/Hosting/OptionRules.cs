using System.CommandLine;
using System.Globalization;

namespace Mdlc.Engine.Hosting;

/// <summary>Options that say what they expect.</summary>
internal static class OptionRules
{
    /// <summary>As an unset variable leaves it: without a database's name everything would be kept in memory, and lost.</summary>
    public static Option<T> NeedsSomething<T>(this Option<T> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
            {
                result.AddError($"{option.Name}: found nothing, expected a value");
            }
        });
        return option;
    }

    public static Option<int?> Port(string name, string description, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        HelpName = "port",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue)
            {
                return port;
            }

            result.AddError($"{name}: found '{result.Tokens[0].Value}', expected 0 to {ushort.MaxValue}");
            return null;
        },
    };

    public static Option<string?> Address(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "address",
        CustomParser = result => result.Tokens[0].Value is "localhost" ? "127.0.0.1" : result.Tokens[0].Value,
    };

    public static Option<T?> OneOf<T>(string name, string description, params (string Name, T Value)[] choices)
        where T : struct => new(name)
    {
        Description = description,
        HelpName = string.Join('|', choices.Select(choice => choice.Name)),
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var chosen = Array.FindIndex(choices, choice => choice.Name.Equals(text, StringComparison.OrdinalIgnoreCase));
            if (chosen >= 0)
            {
                return choices[chosen].Value;
            }

            result.AddError($"{name}: found '{text}', expected {string.Join(", ", choices.Select(choice => choice.Name))}");
            return null;
        },
    };

    /// <summary>An option that may be given again and again, each with a key and its value.</summary>
    public static Option<IReadOnlyDictionary<string, string>> Pairs(string name, string description, string helpName, StringComparer keys) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => new Dictionary<string, string>(keys),
        CustomParser = result =>
        {
            var pairs = new Dictionary<string, string>(keys);
            foreach (var text in result.Tokens.Select(token => token.Value))
            {
                if (text.Split('=', 2) is not [var key, var value])
                {
                    result.AddError($"{name}: found '{text}', expected {helpName}");
                    break;
                }

                pairs[key] = value.Trim('"');
            }

            return pairs;
        },
    };
}
