package io.holdfast.vault.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.FileName;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.TestVault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeCodecTest {
  private static String encode(Tree tree) {
    return new String(TreeCodec.encode(tree), StandardCharsets.UTF_8);
  }

  private static Tree decode(String json) {
    return TreeCodec.decode(json.getBytes(StandardCharsets.UTF_8));
  }

  /** JSON that is easier to read without backslashes. */
  private static String quoted(String json) {
    return json.replace('\'', '"');
  }

  private static Node link(byte[] target) {
    Node node = TestVault.node(FileName.of("link"), NodeType.SYMLINK, 0777);
    return new Node(
        node.name(),
        node.type(),
        node.permissions(),
        node.modified(),
        node.accessed(),
        node.changed(),
        0,
        0,
        "",
        "",
        0,
        0,
        0,
        0,
        FileName.ofBytes(target),
        List.of(),
        0,
        List.of(),
        null);
  }

  @Test
  @DisplayName("An empty tree, with the newline that Go's encoder adds")
  void empty() {
    assertThat(encode(new Tree(List.of()))).isEqualTo("{\"nodes\":[]}\n");
    assertThat(decode("{\"nodes\":[]}\n").nodes()).isEmpty();
    assertThat(decode("{\"nodes\":null}\n").nodes()).isEmpty();
  }

  @Test
  @DisplayName("Every field in its place, and what is empty left out")
  void allFields() {
    BlobId blob = BlobId.parse("50f77b3b4291e8411a027b9f9b9e64658181cc676ce6ba9958b95f268cb1109d");
    Node file =
        new Node(
            FileName.of("a<b>"),
            NodeType.FILE,
            06754,
            Instant.parse("2014-12-06T17:50:23.34513538Z"),
            Instant.EPOCH,
            Instant.parse("1969-12-31T23:59:59.5Z"),
            1000,
            100,
            "fd&0",
            "ü",
            -1,
            7,
            1234,
            2,
            null,
            List.of(
                new ExtendedAttribute("user.a", new byte[] {1, 2}),
                new ExtendedAttribute("user.b", new byte[0])),
            0,
            List.of(blob),
            null);
    Node empty = TestVault.node(FileName.of("b"), NodeType.FILE, 0);
    assertThat(encode(new Tree(List.of(empty, file))))
        .isEqualTo(
            quoted(
                "{'nodes':[{'name':'a\\u003cb\\u003e','type':'file','mode':12583404,"
                    + "'mtime':'2014-12-06T17:50:23.34513538Z','atime':'1970-01-01T00:00:00Z',"
                    + "'ctime':'1969-12-31T23:59:59.5Z','uid':1000,'gid':100,"
                    + "'user':'fd\\u00260','group':'ü','inode':18446744073709551615,"
                    + "'device_id':7,'size':1234,'links':2,'extended_attributes':["
                    + "{'name':'user.a','value':'AQI='},{'name':'user.b','value':''}],"
                    + "'content':['"
                    + blob
                    + "']},{'name':'b','type':'file','mtime':'2026-11-22T03:00:00.123456789Z',"
                    + "'atime':'2026-11-22T03:00:00.123456789Z',"
                    + "'ctime':'2026-11-22T03:00:00.123456789Z','uid':0,'gid':0,'user':'root',"
                    + "'group':'root','inode':42,'links':1,'content':[]}]}\n"));
    Tree again = TreeCodec.decode(TreeCodec.encode(new Tree(List.of(empty, file))));
    assertThat(again.nodes().getFirst().permissions()).isEqualTo(06754);
    assertThat(again.nodes().getFirst().inode()).isEqualTo(-1);
    assertThat(encode(again)).isEqualTo(encode(new Tree(List.of(empty, file))));
  }

  @Test
  @DisplayName(
      "A link target that is not UTF-8 is kept whole, in the field that restic 0.16 introduced")
  void rawLinkTarget() {
    byte[] target = {'a', (byte) 0xff, '/', (byte) 0xc3};
    String json = encode(new Tree(List.of(link(target))));
    assertThat(json)
        .contains("\"linktarget\":\"a\\ufffd/\\ufffd\",\"linktarget_raw\":\"Yf8vww==\"");
    FileName again = decode(json).nodes().getFirst().linkTarget();
    assertThat(again).isNotNull();
    assertThat(again == null ? null : again.bytes()).isEqualTo(target);
    assertThat(encode(new Tree(List.of(link(TestVault.utf8("a\u2028\b\u0001\u007f\n"))))))
        .contains("\"linktarget\":\"a\\u2028\\b\\u0001\u007f\\n\",\"content\"");
  }

  @Test
  @DisplayName("Every kind of node survives, with its mode as Go numbers it")
  void kinds() {
    for (NodeType type : NodeType.values()) {
      Node node = TestVault.node(FileName.of("n"), type, 01640);
      Node again = TreeCodec.decode(TreeCodec.encode(new Tree(List.of(node)))).nodes().getFirst();
      assertThat(again).isEqualTo(node);
    }
    assertThat(GoMode.of(NodeType.DIRECTORY, 0755)).isEqualTo(2147484141L);
    assertThat(GoMode.of(NodeType.SYMLINK, 0777)).isEqualTo(134218239L);
    assertThat(GoMode.of(NodeType.CHARACTER_DEVICE, 0666)).isEqualTo(69206454L);
  }

  @Test
  @DisplayName("Fields and kinds of the future are passed over")
  void future() {
    Tree tree =
        decode(
            quoted(
                "{'version':{'x':[1]},'nodes':[{'name':'a','type':'whiteout',"
                    + "'generic_attributes':{'windows.x':{'y':1}},"
                    + "'mtime':'2026-01-01T01:00:00+01:00','content':null}],'z':2}"));
    assertThat(tree.nodes().getFirst().type()).isEqualTo(NodeType.IRREGULAR);
    assertThat(tree.nodes().getFirst().modified()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "/", "../../etc/passwd", "a\\\\x00b"})
  @DisplayName("HF-504: a name that leads out of its directory is refused")
  void escapes(String name) {
    assertThatThrownBy(() -> decode("{\"nodes\":[{\"name\":\"" + name + "\",\"type\":\"file\"}]}"))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.PATH_ESCAPES));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"nodes\":[",
        "{\"nodes\":[{\"type\":\"file\"}]}",
        "{\"nodes\":{}}",
        "{\"nodes\":[]} x",
        "{\"nodes\":[{\"name\":\"a\",\"mtime\":\"yesterday\"}]}",
        "{\"nodes\":[{\"name\":\"a\"},{\"name\":\"a\"}]}",
        "{\"nodes\":[{\"name\":\"a\",\"subtree\":\"12\"}]}",
        "{\"nodes\":[{\"name\":\"a\",\"uid\":\"x\"}]}",
        "{\"nodes\":[{\"name\":\"a\",\"content\":[1]}]}"
      })
  @DisplayName("What is no tree is refused, never half read")
  void malformed(String json) {
    assertThatThrownBy(() -> decode(json)).isInstanceOf(IllegalArgumentException.class);
  }
}
