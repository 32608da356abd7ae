"""`connectory validate --fix`: certain mistakes are corrected in the file, and everything else stays as it was."""

import json
import os

import pytest

from connectory_server import run_cli

YAML = """# A shop.
reporting:
  reportTypes:
    - id: orders   # the orders
      titel: Orders
      request:
        url: https://api.example.com/{account.id}/orders
        parameters:
          - { name: "from", value: "{{ query.start_date | date('YYYY') }}" }
          - { name: to, value: '{{ query.end_dat.date | lowr }}', omitEmpty: "true" }
          - name: note
            value: |
              {{ query.feilds }}
        pagination: { type: ofset, offsetParameter: o, limitParameter: l, pageSize: 'x', stop: emptypage }
        response: { dataRows: { source: jsonPath, value: $.orders.* } }
"""
FIXED = """# A shop.
reporting:
  reportTypes:
    - id: orders   # the orders
      title: Orders
      request:
        url: "https://api.example.com/{{ account.id }}/orders"
        parameters:
          - { name: "from", value: "{{ query.start_date.date | date('YYYY') }}" }
          - { name: to, value: '{{ query.end_date.date | lower }}', omitEmpty: true }
          - name: note
            value: |
              {{ query.feilds }}
        pagination: { type: offset, offsetParameter: o, limitParameter: l, pageSize: 'x', stop: empty_page }
        response: { dataRows: { source: jsonPath, value: $.orders.* } }
"""
JSON = """{
  "rateLimit": {"requests": "100", "perSecond": 60 },
  "dataSourceUser": { "userInfo": {"label": {"source": "jsonpath", "value":"$.n\\u0061me"}}},	
  "authentication": {"type":"user_input", "userInputs": [ {"id": "key", "label": "\\u00c4 {user_input.key}", "type":"pasword"} ],
    "validation": {"request": {"url": "https://api.example.com/me?k={{ user_input.kye }}" } } }
}
"""
JSON_FIXED = JSON.replace('"100"', "100").replace('"perSecond"', '"perSeconds"').replace("jsonpath", "jsonPath").replace("pasword", "password").replace("kye", "key")


@pytest.mark.parametrize("name, before, after, left", [("shop.yaml", YAML, FIXED, ", 1 to be fixed by hand"), ("shop.json", JSON, JSON_FIXED, "")])
def test_corrects_what_is_certain(tmp_path, name, before, after, left):
    file = tmp_path / name
    file.write_text(before)
    os.chmod(file, 0o640)
    answer = run_cli("validate", "--fix", file)
    assert file.read_text() == after
    assert answer.stderr.startswith(f"{file}: ") and f" fixed{left}\n" in answer.stderr
    assert os.stat(file).st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == [name]
    again = run_cli("validate", "--fix", file)
    assert f"{file}: 0 fixed" in again.stderr
    assert file.read_text() == after


def test_a_correct_file_is_not_written(tmp_path):
    file = tmp_path / "a.json"
    file.write_text("{}")
    os.utime(file, (1, 1))
    assert run_cli("validate", "--fix", file).returncode == 0
    assert os.stat(file).st_mtime == 1


def test_windows_line_ends_and_a_byte_order_mark_stay(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_bytes(b"\xef\xbb\xbfrateLimit:\r\n  request: 5 # \xc3\xa4\r\n")
    run_cli("validate", "--fix", file)
    assert file.read_bytes() == b"\xef\xbb\xbfrateLimit:\r\n  requests: 5 # \xc3\xa4\r\n"


def test_a_link_stays_a_link(tmp_path):
    target = tmp_path / "target.json"
    target.write_text('{"rateLimit":{"request":5}}')
    link = tmp_path / "link.json"
    link.symlink_to(target)
    run_cli("validate", "--fix", link)
    assert link.is_symlink()
    assert target.read_text() == '{"rateLimit":{"requests":5}}'


def test_standard_input_cannot_be_fixed():
    answer = run_cli("validate", "--fix", "-", input="{}")
    assert answer.returncode == 1
    assert "standard input cannot be changed" in answer.stderr


def test_a_folder_that_cannot_be_written_leaves_the_file(tmp_path):
    file = tmp_path / "a.json"
    file.write_text('{"rateLimit":{"request":5}}')
    (tmp_path / "a.json.connectory-new").mkdir()
    answer = run_cli("validate", "--fix", file)
    assert answer.returncode == 1
    assert "cannot be written" in answer.stderr
    assert file.read_text() == '{"rateLimit":{"request":5}}'


def test_findings_have_their_fixes_and_ends(tmp_path):
    file = tmp_path / "a.json"
    file.write_text('{"rateLimit":{"request":"5"}}')
    findings = json.loads(run_cli("validate", "--json", file).stdout)["findings"]
    found = findings[0]
    assert (found["line"], found["column"], found["end_line"], found["end_column"]) == (1, 15, 1, 24)
    assert found["fixes"] == [{"title": "Rename it to 'requests'.", "edits": [{"op": "rename", "pointer": "/rateLimit/request", "key": "requests"}]}]


def test_a_fix_never_shows_the_rest_of_a_text(tmp_path):
    file = tmp_path / "a.json"
    secret = "sk_live_0123456789"
    file.write_text(json.dumps({"dataSourceUser": {"request": {"url": "https://api.example.com/", "headers": [{"name": "Authorization", "value": secret + " {{ user_input.kye }}"}]}},
                                "authentication": {"type": "user_input", "userInputs": [{"id": "key", "label": "Key"}]}}))  # fmt: skip
    answer = run_cli("validate", "--json", file)
    assert '"find":"kye"' in answer.stdout
    assert secret not in answer.stdout


def test_two_keys_never_get_one_name(tmp_path):
    file = tmp_path / "a.json"
    file.write_text('{"rateLimit":{"request":5,"requets":6}}')
    answer = run_cli("validate", "--fix", file)
    assert file.read_text() == '{"rateLimit":{"requests":5,"requets":6}}'
    assert answer.returncode == 1
    assert f"{file}: 1 fixed" in answer.stderr
