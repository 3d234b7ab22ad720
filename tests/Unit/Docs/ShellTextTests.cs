namespace Mdlc.Unit.Tests.Docs;

public sealed class ShellTextTests
{
    [Theory]
    [InlineData("mdlc runs", "mdlc runs")]
    [InlineData("mdlc runs # all of them", "mdlc runs")]
    [InlineData("mdlc schedule m --cron \"0 3 * * *\"", "mdlc schedule m --cron <0 3 * * *>")]
    [InlineData("A=1 B=\"x y\" mdlc dev > log 2>&1 &\nDEV=$!\nkill \"$DEV\"", "mdlc dev", "kill $DEV")]
    [InlineData("mdlc a || echo \"code $?\" && mdlc b | head -3; mdlc c", "mdlc a", "echo <code $?>", "mdlc b", "head -3", "mdlc c")]
    [InlineData("cat > f <<'END'\nmdlc no\n# no\nEND\nmdlc yes", "cat", "mdlc yes")]
    [InlineData("curl x -d '{\n  \"a\": 1}' -s", "curl x -d <{\n  \"a\": 1}> -s")]
    [InlineData("a \\\n  b\nc", "a b", "c")]
    [InlineData("a \"b \\\" c\" 'it'\\''s'", "a <b \" c> it's")]
    [InlineData("a < in > out b", "a b")]
    [InlineData("source <(mdlc completion bash) # now\n(b)", "source", "mdlc completion bash", "(b)")]
    [InlineData("# nothing\n\n", new string[0])]
    public void Commands_OfAText_AreItsWords(string text, params string[] expected) => Assert.Equal(
        expected,
        ShellText.Commands(text).Select(words => string.Join(' ', words.Select(word => word.AsSpan().ContainsAny(" \n") ? $"<{word}>" : word))));
}
