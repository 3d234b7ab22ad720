using System.Text;

namespace Mdlc.Unit.Tests.Catalog.Sources;

/// <summary>Random CSV texts of three columns (a number, a text, a whole number), some of whose records are broken in one way or another.</summary>
public static class DirtyCsv
{
    private static readonly string[] Words = ["red", "blue", "", " padded ", "x y", "naïve", "5\" pipe", "o'clock"];

    public static string Generate(Random random)
    {
        var newLine = random.Next(3) == 0 ? "\r\n" : "\n";
        var text = new StringBuilder("size,word,count").Append(newLine);
        for (var i = random.Next(1, 60); i > 0; i--)
        {
            var breakRecord = random.Next(6) == 0;
            text.Append(breakRecord ? Broken(random) : Record(random)).Append(random.Next(25) == 0 ? "\r\n" : newLine);
        }

        // A file may end without a line break.
        return random.Next(4) == 0 ? text.ToString().TrimEnd('\r', '\n') : text.ToString();
    }

    private static string Record(Random random) => $"{Number(random)},{Word(random)},{random.Next(1000)}";

    private static string Number(Random random) => random.Next(5) switch
    {
        0 => "",
        1 => $" {random.Next(100)}",
        2 => $"\"{random.Next(100)}\"",
        3 => $"{random.Next(100)}.{random.Next(10)}",
        _ => $"-{random.Next(100)}e1",
    };

    private static string Word(Random random) => random.Next(6) switch
    {
        0 => "\"with, comma\"",
        1 => "\"a \"\"quoted\"\" word\"",
        2 => "\"two\nlines\"",
        3 => " \"spaced\" ",
        4 => "\"two\r\nlines\"",
        _ => Words[random.Next(Words.Length)],
    };

    private static string Broken(Random random) => random.Next(9) switch
    {
        0 => "1",
        1 => "1,a,2,3",
        2 => "1,\"stray,2",
        3 => "1,\"closed\" then text,2",
        4 => "1,a,text",
        5 => "1,\"several\nlines\"",
        6 => "",
        7 => "1,a\0b,2",
        _ => "\"",
    };
}
